#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "commands.hpp"
#include "filters.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/relay.hpp"
#include "notices.hpp"
#include "options.hpp"
#include "print.hpp"
#include "privileges.hpp"
#include "process.hpp"
#include "schemas.hpp"
#include "settings.hpp"
#include "signals.hpp"
#include "tags.hpp"
#include "tool_streams.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

/// What -V and -T name; null when they are not there.
const MessageSchema* chosen_type(const Options& o, const Registry& registry) {
  const bool captures = !o.captures.empty() || !o.interfaces.empty();
  if (o.type.empty()) {
    if (!o.vendor.empty()) throw UsageError("usage error: -V requires -T");
    const bool needed = captures || !o.presentation_inputs.empty();
    if (needed) throw UsageError("usage error: reading presentation or pcap data requires -V, -T");
    return nullptr;
  }
  const std::string vendor = o.vendor.empty() ? "base" : o.vendor;
  const MessageSchema* schema = registry.find(vendor, o.type);
  if (schema == nullptr) {
    throw UsageError(registry.knows_vendor(vendor) ? "usage error: invalid message type" : "usage error: invalid vendor ID");
  }
  return schema;
}

std::chrono::seconds random_phase(const Options& o) {
  if (!o.randomize || o.interval == 0) return {};
  std::random_device device;
  return std::chrono::seconds(std::uniform_int_distribution<std::uint32_t>(0, o.interval - 1)(device));
}

void print_clock_set(const std::string& program, std::chrono::nanoseconds by) {
  const double seconds = std::chrono::duration<double>(by).count();
  print_error("{}: the clock was set {} by {:.0f} s\n", program, seconds < 0 ? "back" : "forward", std::abs(seconds));
}

RelayOptions relay_options(const std::string& program, const Options& o, const Registry& registry, const MessageSchema* schema,
                           const Aliases& aliases) {
  return {.only = schema == nullptr ? std::nullopt : std::optional(schema->type()),
          .get = get_tags(o, aliases),
          .filters = chosen_filters(o, registry, aliases),
          .accept_declined = accepts_declined(o),
          .set = set_tags(o, aliases),
          .mirror = o.mirror,
          .count = o.count,
          .interval = std::chrono::seconds(o.interval),
          .phase = random_phase(o),
          .clock_set = [&program](std::chrono::nanoseconds by) { print_clock_set(program, by); },
          .rotate = o.kicker.has_value(),
          .limits = o.limits,
          .drain = o.drain};
}

}  // namespace

int run_tool(const std::string& program, const Options& options) {
  if (options.version || options.debug >= kVerbose) print_error("{}: version {}\n", program, NMSGXX_VERSION);
  if (options.version) return 0;
  const auto tell = [&](const std::string& line) {
    if (options.debug >= kVerbose) print_error("{}: {}\n", program, line);
  };
  const Types types(options.schemas);
  const Aliases aliases = load_aliases();
  const MessageSchema* schema = chosen_type(options, types.registry());
  const RelayOptions carried = relay_options(program, options, types.registry(), schema, aliases);
  if (!options.any_input()) throw UsageError("usage error: no data sources specified (-h for more help)");

  for (const std::string& line : settings(options, carried)) tell(line);

  static Wakeup stop;
  const Deadline deadline{&stop_on_signals(stop), output_grace(options.drain)};
  bound_errors(deadline);
  // As for nmsgtool, these are no failures.
  Notices notices(program, options.strict, {Errc::cut_end});
  Notices warnings("libnmsg", options.strict, {Errc::bad_crc});
  std::atomic<bool> input_failed = false;
  Relay relay(carried, stop, [&, crc = warnings.of("WARNING")](Error error) -> Result<void> {
    if (error.code != Errc::bad_crc) {
      if (options.strict) return tl::unexpected(std::move(error));
      input_failed = true;
      print_error("{}: {}\n", program, error.message());
      return {};
    }
    // Scripts look for libnmsg's words, without a place between them.
    if (!options.strict) error.offset = 0;
    return crc(error);
  });
  ToolStreams streams(program, options, types.registry(), aliases, schema, stop, deadline, notices, relay);
  expect_user_signal();
  streams.open_inputs();
  streams.refuse_same_files();
  std::optional<PidFile> pid_file;
  if (!options.pid_file.empty()) pid_file.emplace(program, options.pid_file, options.user, streams.files());
  if (!options.user.empty()) {
    become_user(options.user);
    // A kicker may be a program that needs them.
    if (options.kicker.value_or("").empty()) refuse_new_privileges();
    tell(fmt::format("switched to user {}", options.user));
  }
  streams.open_outputs();
  if (options.daemon) become_daemon();
  if (pid_file) pid_file->write();

  const auto result = [&] {
    const OnUserSignal statistics([&streams] { streams.print_statistics(); });
    return relay.run();
  }();
  for (Notices* all : {&warnings, &notices}) all->finish();
  if (received_signal() != 0) print_error("{}: signalled break\n", program);
  streams.print_end();
  if (!result) print_error("{}: {}\n", program, result.error().message());
  if (received_signal() != 0) {
    streams.print_unwritten();
    tell(fmt::format("received signal: {}", strsignal(received_signal())));
    return kExitFailure;
  }
  if (result && !input_failed && !notices.any_loss()) return 0;
  tell("nmsg_io_loop() failed: generic failure (1)");
  return kExitFailure;
}

}  // namespace nmsgxx::tools

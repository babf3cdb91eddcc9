#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "alias_files.hpp"
#include "commands.hpp"
#include "message_log.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/registry.hpp"
#include "outputs.hpp"
#include "pid_file.hpp"
#include "print.hpp"
#include "process.hpp"
#include "schemas.hpp"
#include "selection.hpp"
#include "signals.hpp"
#include "tool_report.hpp"
#include "tool_streams.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

std::chrono::seconds random_phase(const Options& o) {
  if (!o.randomize || o.interval == 0) return {};
  std::random_device device;
  return std::chrono::seconds(std::uniform_int_distribution<std::uint32_t>(0, o.interval - 1)(device));
}

void print_clock_set(const std::string& program, std::chrono::nanoseconds by) {
  const double seconds = std::chrono::duration<double>(by).count();
  print_error("{}: the clock was set {} by {:.0f} s\n", program, seconds < 0 ? "back" : "forward", std::abs(seconds));
}

EngineOptions engine_options(const std::string& program, const Options& o, const Registry& registry, const Aliases& aliases) {
  return {.filters = selected_filters(o, registry, aliases),
          .accept_declined = passes_undecided(o),
          .attribution = new_attribution(o, aliases),
          .mirror = o.mirror,
          .count = o.count,
          .interval = std::chrono::seconds(o.interval),
          .phase = random_phase(o),
          .clock_set = [&program](std::chrono::nanoseconds by) { print_clock_set(program, by); },
          .rotate = o.kicker.has_value(),
          .drain = o.drain};
}

void change_user(const Options& options, const ToolReport& report) {
  become_user(options.user);
  // The command of --kicker may be a program that needs privileges.
  if (options.kicker.value_or("").empty()) refuse_new_privileges();
  report.verbose(fmt::format("switched to user {}", options.user));
}

Result<void> run_engine(Engine& engine, const ToolReport& report, const Options& options) {
  const StatisticsThread statistics([&report] { report.print_statistics(); },
                                    options.stats.value_or(std::chrono::milliseconds(0)), [&report] { report.print_totals(); });
  return engine.run();
}

}  // namespace

int run_tool(const std::string& program, const Options& options) {
  if (options.version || options.debug >= kVerbose) print_error("{}: version {}\n", program, NMSGXX_VERSION);
  if (options.version) return 0;
  const MessageTypes types(options.schemas);
  const Aliases aliases = load_aliases();
  const MessageSchema* schema = selected_type(options, types.registry());
  const Attribution required = required_attribution(options, aliases);
  EngineOptions job = engine_options(program, options, types.registry(), aliases);
  if (!options.any_input()) throw UsageError("usage error: no data sources specified (-h for more help)");

  static Wakeup stop;
  const Deadline deadline{&stop_on_signals(stop), output_grace(options.drain)};
  bound_errors(deadline);
  // nmsgtool ends with status 0 in spite of these.
  MessageLog log(program, options.strict, {Errc::cut_end});
  MessageLog crc_log("libnmsg", options.strict, {Errc::bad_crc});
  std::atomic<bool> input_failed = false;
  job.bad_crc = [&, report_crc = crc_log.report("WARNING")](Error error) -> Result<void> {
    // Scripts look for libnmsg's words, which have no offset between them.
    if (!options.strict) error.offset = 0;
    return report_crc(error);
  };
  job.input_failed = [&](const std::string& input, Error error) -> Result<void> {
    error.detail = input + ": " + error.detail;
    if (options.strict) return tl::unexpected(std::move(error));
    input_failed = true;
    print_error("{}: {}\n", program, error.message());
    return {};
  };
  Engine engine(job, stop);
  ToolReport report(program, options, engine);
  for (const std::string& line : describe_selection(options, required, job.attribution)) report.verbose(line);
  FilesInUse files;
  const ToolContext tool{program, options, types.registry(), aliases, schema, required, stop, deadline,
                         log,     files,   engine,           report};
  expect_user_signal();
  open_inputs(tool);
  refuse_same_files(tool);
  std::optional<PidFile> pid_file;
  if (!options.pid_file.empty()) pid_file.emplace(program, options.pid_file, options.user, files);
  if (!options.user.empty()) change_user(options, report);
  open_outputs(tool);
  if (options.daemon) become_daemon();
  if (pid_file) pid_file->write();

  const auto result = run_engine(engine, report, options);
  crc_log.print_counts();
  log.print_counts();
  if (received_signal() != 0) print_error("{}: signalled break\n", program);
  report.print_end();
  if (!result) print_error("{}: {}\n", program, result.error().message());
  if (received_signal() != 0) {
    report.print_unwritten();
    report.verbose(fmt::format("received signal: {}", strsignal(received_signal())));
    return kExitFailure;
  }
  if (result && !input_failed && !log.any_damage()) return 0;
  report.verbose("nmsg_io_loop() failed: generic failure (1)");
  return kExitFailure;
}

}  // namespace nmsgxx::tools

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "commands.hpp"
#include "inputs.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/payload_source.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/relay.hpp"
#include "nmsgxx/udp_source.hpp"
#include "notices.hpp"
#include "option_words.hpp"
#include "outputs.hpp"
#include "require.hpp"
#include "schemas.hpp"
#include "signals.hpp"
#include "tags.hpp"
#include "tool_options.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx tool";
constexpr int kVerbose = 2;  // the level at which inputs, outputs and totals are told

/// What -V and -T name; null when they are not there.
const MessageSchema* chosen_type(const ToolOptions& o, const Registry& registry) {
  const bool captures = !o.captures.empty() || !o.interfaces.empty();
  if (o.type.empty()) {
    if (!o.vendor.empty()) throw Unusable("usage error: -V requires -T");
    const bool needed = captures || !o.presentation_inputs.empty();
    if (needed) throw Unusable("usage error: reading presentation or pcap data requires -V, -T");
    return nullptr;
  }
  const std::string vendor = o.vendor.empty() ? "base" : o.vendor;
  const MessageSchema* schema = registry.find(vendor, o.type);
  if (schema == nullptr) {
    throw Unusable(registry.knows_vendor(vendor) ? "usage error: invalid message type" : "usage error: invalid vendor ID");
  }
  if (captures && schema->type() != kBasePacket) {
    throw Unusable("nmsg_input_open_pcap() failed: -p and -i make base packet payloads only");
  }
  return schema;
}

/// Opens what the options name, one kind after the other.
class Opener {
 public:
  Opener(const ToolOptions& options, const Registry& registry, const Aliases& aliases, Wakeup& stop, Notices& notices,
         Relay& relay)
      : options_(options), registry_(registry), aliases_(aliases), stop_(stop), notices_(notices), relay_(relay) {}

  /// @param schema  what -T names
  void inputs(const MessageSchema* schema) {
    for (const auto& name : options_.interfaces) {
      add_input("pcap interface", name, require(open_live(name, options_.filter, stop_)));
    }
    for (const auto& path : options_.captures) {
      add_input("pcap file", input_name(path), require(open_capture(path, options_.filter, stop_)));
    }
    for (const auto& spec : options_.sockets) {
      const auto endpoints = require(parse_endpoints(spec));
      add_input("nmsg socket", spec, require(open_udp_source(endpoints, {}, {}, stop_, notices_.of(spec))));
    }
    for (const auto& path : options_.nmsg_files) {
      const std::string name = input_name(path);
      add_input("nmsg file", name, require(open_containers(path, stop_, notices_.of(name))));
    }
    for (const auto& path : options_.presentation_inputs) {
      const Report report = notices_.of(input_name(path));
      add_input("nmsg pres", input_name(path),
                make_presentation_source(require(open_lines(path, stop_, report)), *schema, &aliases_, report));
    }
    for (const auto& path : options_.json_inputs) {
      // As for nmsgtool, lines that are none are no failure.
      const Report report = notices_.of(input_name(path), Notices::Weight::remark);
      add_input("nmsg json", input_name(path),
                make_json_source(require(open_lines(path, stop_, report)), registry_, &aliases_, report));
    }
  }

  void outputs() {
    const ContainerOptions containers{
        .zlib = options_.zlib, .unbuffered = options_.unbuffered, .mtu = options_.mtu == 0 ? kLimitDatagram : options_.mtu};
    for (const auto& spec : options_.socket_outputs) {
      for (OpenedOutput& opened : require(open_container_sockets(spec, containers))) {
        add_output("nmsg socket", spec, std::move(opened.output));
      }
    }
    for (const auto& path : options_.nmsg_outputs) {
      add_output("nmsg file", path, require(open_container_file(path, containers)).output);
    }
    for (const auto& path : presentation_paths()) {
      add_output("nmsg pres", path,
                 make_presentation_output(registry_, &aliases_, options_.endline, require(open_file_sink(path)),
                                          options_.unbuffered, notices_.of(path)));
    }
    for (const auto& path : options_.json_outputs) {
      add_output("nmsg json", path,
                 make_json_output(registry_, &aliases_, require(open_file_sink(path)), options_.unbuffered, notices_.of(path)));
    }
  }

 private:
  std::vector<std::string> presentation_paths() const {
    const bool none = options_.presentation_outputs.empty() && options_.json_outputs.empty() && options_.nmsg_outputs.empty() &&
                      options_.socket_outputs.empty();
    return none ? std::vector<std::string>{"-"} : options_.presentation_outputs;
  }

  template <class Source>
  void add_input(const char* kind, const std::string& name, Source source) {
    if (options_.debug >= kVerbose) fmt::print(stderr, "{}: {} input: {}\n", kName, kind, name);
    relay_.add_input(name, std::move(source));
  }

  void add_output(const char* kind, const std::string& name, std::unique_ptr<PayloadOutput> output) {
    if (options_.debug >= kVerbose) fmt::print(stderr, "{}: {} output: {}\n", kName, kind, name);
    relay_.add_output(std::move(output));
  }

  const ToolOptions& options_;
  const Registry& registry_;
  const Aliases& aliases_;
  Wakeup& stop_;
  Notices& notices_;
  Relay& relay_;
};

void print_totals(const Relay& relay) {
  std::uint64_t containers = 0;
  std::uint64_t lost = 0;
  for (const SourceStats* source : relay.source_stats()) {
    containers += source->containers.value();
    lost += source->lost_containers.value();
  }
  fmt::print(stderr, "{}: totals: payloads_in {} payloads_out {} container_recvs {} container_drops {}\n", kName,
             relay.stats().payloads_in.value(), relay.stats().payloads_out.value(), containers, lost);
}

int run(const ToolOptions& options) {
  const Types types(options.schemas);
  const Aliases aliases = load_aliases();
  const MessageSchema* schema = chosen_type(options, types.registry());
  const RelayOptions relay_options{.only = schema == nullptr ? std::nullopt : std::optional(schema->type()),
                                   .get = get_tags(options, aliases),
                                   .set = set_tags(options, aliases),
                                   .mirror = options.mirror,
                                   .count = options.count};
  if (!options.any_input()) {
    throw Unusable("usage error: no data sources specified (-h for more help)");
  }
  static Wakeup stop;
  stop_on_signals(stop);
  Notices notices(kName);
  // As for nmsgtool, a wrong CRC is no failure.
  Relay relay(relay_options, stop, notices.of("payload", Notices::Weight::remark));
  Opener opener(options, types.registry(), aliases, stop, notices, relay);
  opener.inputs(schema);
  opener.outputs();
  const auto result = relay.run();
  notices.finish();
  if (received_signal() != 0) fmt::print(stderr, "{}: signalled break\n", kName);
  if (options.debug >= kVerbose) print_totals(relay);
  if (!result) fmt::print(stderr, "{}: {}\n", kName, result.error().message());
  return result && !notices.any_loss() && received_signal() == 0 ? 0 : kExitFailure;
}

}  // namespace

int tool_command(int argc, char** argv) {
  try {
    const ToolOptions options = parse_tool_options(argc, argv);
    if (options.version) {
      fmt::print(stderr, "{}: version {}\n", kName, NMSGXX_VERSION);
      return 0;
    }
    return run(options);
  } catch (const CLI::CallForHelp& help) {
    fmt::print(stderr, "{}", help.what());
    return 0;
  } catch (const UsageProblem& problem) {
    std::istringstream lines(problem.what());
    for (std::string line; std::getline(lines, line);)
      fmt::print(stderr, "{}: usage problem, {} (-h says more)\n", kName, line);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{}: usage problem, {} (-h says more)\n", kName, error.what());
  } catch (const Unusable& error) {
    fmt::print(stderr, "{}: {}\n", kName, error.what());
  }
  return kExitFailure;
}

}  // namespace nmsgxx::tools

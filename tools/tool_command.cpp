#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
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
#include "outputs.hpp"
#include "require.hpp"
#include "schemas.hpp"
#include "signals.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx tool";
constexpr int kVerbose = 2;  // the level at which inputs, outputs and totals are told

struct ToolOptions {
  std::vector<std::string> nmsg_files;
  std::vector<std::string> sockets;
  std::vector<std::string> captures;
  std::vector<std::string> interfaces;
  std::vector<std::string> json_inputs;
  std::vector<std::string> presentation_inputs;
  std::vector<std::string> nmsg_outputs;
  std::vector<std::string> socket_outputs;
  std::vector<std::string> presentation_outputs;
  std::vector<std::string> json_outputs;
  std::string endline = "\n";
  SchemaOptions schemas;
  std::string filter;
  std::string vendor;
  std::string type;
  std::uint64_t count = 0;
  std::size_t mtu = 0;
  bool zlib = false;
  bool unbuffered = false;
  int debug = 0;
  bool version = false;
};

void describe(CLI::App& app, ToolOptions& o) {
  app.description("Carries NMSG payloads from inputs to outputs, as nmsgtool does.");
  app.footer(
      "Inputs and outputs may be repeated and mixed; several outputs get the payloads in turn.  Without an output the\n"
      "presentation form goes to standard output.  - is standard input or output.\n"
      "\n"
      "Exit status: 0 all inputs ended or the count was reached; 1 otherwise, also after SIGINT or SIGTERM.");
  const auto list = [&app](const char* name, std::vector<std::string>& into, const char* value, const char* help) {
    app.add_option(name, into, help)->type_name(value)->allow_extra_args(false);
  };
  list("-r,--readnmsg", o.nmsg_files, "FILE", "read an NMSG file");
  list("-l,--readsock", o.sockets, "ADDR/PORT[..PORT]", "read NMSG over UDP");
  list("-p,--readpcap", o.captures, "FILE", "read a capture file; needs -T");
  list("-i,--readif", o.interfaces, "IF[+][,SNAP]", "read a live interface; needs -T");
  list("-j,--readjson", o.json_inputs, "FILE", "read JSON, an object on each line");
  list("-f,--readpres", o.presentation_inputs, "FILE", "read presentation form; needs -T");
  list("-w,--writenmsg", o.nmsg_outputs, "FILE", "write an NMSG file");
  list("-s,--writesock", o.socket_outputs, "ADDR/PORT[..PORT][,RATE[,FREQ]]", "send NMSG over UDP");
  list("-o,--writepres", o.presentation_outputs, "FILE", "write presentation form");
  list("-J,--writejson", o.json_outputs, "FILE", "write JSON, an object on each line");
  app.add_option("-e,--endline", o.endline, "what ends the lines of -o; \\n and \\t are decoded")->type_name("TEXT");
  app.add_option("-b,--bpf", o.filter, "filter for -p and -i")->envname("NMSG_BPF");
  app.add_option("-V,--vendor", o.vendor, "vendor of -T (base)");
  app.add_option("-T,--msgtype", o.type, "message type: what -p, -i and -f make, what -r and -l let through");
  app.add_option("-c,--count", o.count, "stop when an output has had so many payloads (0: never)");
  app.add_option("-m,--mtu", o.mtu, "largest container of -s, in octets (8192)");
  describe(app, o.schemas);
  app.add_flag("-z,--zlibout", o.zlib, "compress the containers of -w and -s");
  app.add_flag("--unbuffered", o.unbuffered, "hand on every payload at once");
  app.add_flag("-d,--debug", o.debug, "say more; may be repeated");
  app.add_flag("-v,--version", o.version, "print the version and exit");
  app.get_option("--help")->description("print this help and exit");
}

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
  if (captures && schema->type() != kBasePacket) throw Unusable("-p and -i make base packet payloads only");
  return schema;
}

/// \n, \t and \\ decoded; a backslash before anything else stays.
std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'n' || next == 't' || next == '\\') {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Opens what the options name, one kind after the other.
class Opener {
 public:
  Opener(const ToolOptions& options, const Registry& registry, Wakeup& stop, Notices& notices, Relay& relay)
      : options_(options), registry_(registry), stop_(stop), notices_(notices), relay_(relay) {}

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
                make_presentation_source(require(open_lines(path, stop_, report)), *schema, report));
    }
    for (const auto& path : options_.json_inputs) {
      // As for nmsgtool, lines that are none are no failure.
      const Report report = notices_.of(input_name(path), Notices::Weight::remark);
      add_input("nmsg json", input_name(path), make_json_source(require(open_lines(path, stop_, report)), registry_, report));
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
                 make_presentation_output(registry_, decoded(options_.endline), require(open_file_sink(path)),
                                          options_.unbuffered, notices_.of(path)));
    }
    for (const auto& path : options_.json_outputs) {
      add_output("nmsg json", path,
                 make_json_output(registry_, require(open_file_sink(path)), options_.unbuffered, notices_.of(path)));
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

bool no_inputs(const ToolOptions& o) {
  return o.nmsg_files.empty() && o.sockets.empty() && o.captures.empty() && o.interfaces.empty() && o.json_inputs.empty() &&
         o.presentation_inputs.empty();
}

int run(const ToolOptions& options) {
  const Types types(options.schemas);
  const MessageSchema* schema = chosen_type(options, types.registry());
  if (no_inputs(options)) {
    throw Unusable("usage error: no data sources specified (-h for more help)");
  }
  static Wakeup stop;
  stop_on_signals(stop);
  Notices notices(kName);
  Relay relay({.only = schema == nullptr ? std::nullopt : std::optional(schema->type()), .count = options.count}, stop,
              notices.of("payload"));
  Opener opener(options, types.registry(), stop, notices, relay);
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
  ToolOptions options;
  CLI::App app("", kName);
  describe(app, options);
  try {
    app.parse(argc, argv);
    if (options.version) {
      fmt::print(stderr, "{}: version {}\n", kName, NMSGXX_VERSION);
      return 0;
    }
    return run(options);
  } catch (const CLI::CallForHelp&) {
    fmt::print(stderr, "{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{}: usage problem, {} (-h says more)\n", kName, error.what());
  } catch (const Unusable& error) {
    fmt::print(stderr, "{}: {}\n", kName, error.what());
  }
  return kExitFailure;
}

}  // namespace nmsgxx::tools

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "inputs.hpp"
#include "limits.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/packet_job.hpp"
#include "nmsgxx/stream_source.hpp"
#include "notices.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "require.hpp"
#include "signals.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx packet";

struct PacketOptions {
  std::string input;
  std::string interface;
  std::string filter;
  std::vector<std::string> sockets;
  std::vector<std::string> files;
  std::uint64_t count = 0;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
  bool all_transports = false;
  bool quiet = false;
  TupleFormat format = TupleFormat::text;
  ContainerOptions containers{.mtu = kLimitEthernet};
  bool now = false;
  unsigned threads = default_threads();
  bool strict = false;
  DecodeLimits limits = LimitOptions().containers;
  bool stats = false;
};

void describe(CLI::App& app, PacketOptions& o) {
  using std::pair;
  app.description("Turns packets into 5-tuples.  Prints each TCP or UDP packet's, and sends or writes them as base:ipconn.");
  app.footer(
      "INPUT is an NMSG file with base:packet payloads, a pcap or pcapng file, or - for standard input, which is also what\n"
      "is read without INPUT when it is not a terminal.\n"
      "\n"
      "Examples:\n"
      "  nmsgxx packet capture.pcap\n"
      "  nmsgxx packet --format json packets.nmsg | jq .srcip\n"
      "  nmsgxx tool -i eth0 -V base -T packet -w - --unbuffered | nmsgxx packet -s 192.0.2.1/8430\n"
      "\n"
      "Exit status: 0 all was read; 1 data was damaged or could not be written; 2 the command line or what it names\n"
      "cannot be used.  SIGINT, SIGTERM and SIGHUP end the run within two seconds, with status 0 if all was written that was\n"
      "read; a second signal ends it at once.  SIGUSR1 prints the totals of --stats.");
  app.add_option("INPUT", o.input, "what to read");
  app.add_option("-i,--readif", o.interface, "read a live interface: NAME, NAME+ for promiscuous, ,SNAP for a snap length");
  app.add_option("-b,--bpf", o.filter, "filter for a capture file or an interface");
  app.add_option("-c,--count", o.count, "stop after so many packets were read")->check(CLI::PositiveNumber);
  app.add_option("-s,--socket", o.sockets, "send base:ipconn over UDP to ADDR/PORT[..PORT][,RATE[,FREQ]]")
      ->allow_extra_args(false);
  app.add_option("-w,--write", o.files, "write base:ipconn to a file; - is standard output and silences the text")
      ->allow_extra_args(false);
  app.add_flag("-4", o.only_ipv4, "IPv4 only");
  app.add_flag("-6", o.only_ipv6, "IPv6 only");
  app.add_flag("--all-transports", o.all_transports, "SCTP, DCCP and UDP-Lite besides TCP and UDP");
  app.add_flag("-q,--quiet", o.quiet, "print no text");
  const std::vector<pair<std::string, TupleFormat>> formats{
      {"text", TupleFormat::text}, {"json", TupleFormat::json}, {"csv", TupleFormat::csv}};
  app.add_option("--format", o.format, "text, json (one object a line) or csv")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("FORMAT");
  app.add_flag("-z,--zlibout", o.containers.zlib, "compress the containers that are sent or written");
  app.add_option("-m,--mtu", o.containers.mtu, "largest container that is sent, in octets")->capture_default_str();
  add_seconds(app, "--flush", o.containers.flush,
              "write a container of -w to its file at this age, even if it is not full (5; 0: never); pipes take 0.1");
  app.add_flag("--unbuffered", o.containers.unbuffered, "send, write and print each record at once");
  const std::vector<pair<std::string, bool>> times{{"packet", false}, {"now", true}};
  app.add_option("--time", o.now, "the time of base:ipconn: the packet's (default) or that of sending: packet, now")
      ->transform(CLI::CheckedTransformer(times).description(""))
      ->type_name("WHICH");
  app.add_option("-j,--threads", o.threads, "threads that decode and compress (one for each processor)")
      ->check(CLI::Range(1U, kThreadsMax));
  describe_limits(app, o.limits);
  app.add_flag("--strict", o.strict, "stop at the first container or payload that is damaged");
  app.add_flag("--stats", o.stats, "print totals on stderr at the end");
  app.get_option("--help")->description("print this help and exit");
}

struct Outputs {
  std::vector<std::unique_ptr<TupleOutput>> all;
  std::vector<const SinkStats*> sockets;
};

Outputs open_outputs(const PacketOptions& o, FilesInUse& files, Notices& notices) {
  Outputs outputs;
  const bool text = !o.quiet && std::ranges::find(o.files, "-") == o.files.end();
  std::vector<std::string> paths = o.files;
  if (text) paths.emplace_back("-");
  refuse_same_files(files, paths);
  for (const std::string& spec : o.sockets) {
    const Report report = [&notices, spec](const Error& error) { notices.add(spec, error); };
    for (OpenedSink& opened : require(open_container_sockets(spec, o.containers, report))) {
      outputs.sockets.push_back(&opened.sink->stats());
      outputs.all.push_back(make_ipconn_output(opened.options, std::move(opened.sink), o.now));
    }
  }
  for (const std::string& path : o.files) {
    OpenedSink opened = require(open_container_file(path, files, o.containers));
    outputs.all.push_back(make_ipconn_output(opened.options, std::move(opened.sink), o.now));
  }
  if (text) {
    outputs.all.push_back(
        make_tuple_text_output(o.format, require(open_file_sink("-", o.containers.deadline, &files)), o.containers.unbuffered));
  }
  return outputs;
}

struct Totals {
  const SourceStats& source;
  const PacketJobStats& job;
  const std::vector<const SinkStats*>& sockets;
};

void print_totals(const Totals& t) {
  print_error(
      "{}: {} octets read, {} containers, {} packets, {} 5-tuples, {} other payloads or frames, {} without an IP packet\n",
      kName, t.source.octets.value(), t.source.containers.value(), t.job.packets.value(), t.job.tuples.value(),
      t.job.other.value(), t.job.undecodable.value());
  print_error("{}: skipped {} containers and {} octets, {} payloads with a wrong CRC; lost {} fragmented messages\n", kName,
              t.source.skipped_containers.value(), t.source.skipped_octets.value(), t.job.bad_crc.value(),
              t.source.lost_fragments.value());
  print_error("{}: dropped by the kernel: {}\n", kName, t.source.kernel_drops.value());
  const std::string bounds = bounds_met(t.source.bounds);
  if (!bounds.empty()) print_error("{}: bounds met: {}\n", kName, bounds);
  if (BodyDecoder::waits() > 0) print_error("{}: large containers that waited for others: {}\n", kName, BodyDecoder::waits());
  std::uint64_t datagrams = 0;
  std::uint64_t refused = 0;
  for (const SinkStats* socket : t.sockets) {
    datagrams += socket->writes.value();
    refused += socket->refused.value();
  }
  if (!t.sockets.empty()) print_error("{}: {} datagrams sent, {} refused\n", kName, datagrams, refused);
}

template <class Source>
int run(const PacketOptions& o, const std::string& name, Source& source, Outputs outputs, Notices& notices) {
  Progress progress;
  const PacketJob* running = nullptr;
  PacketJob job({.decode = {.ipv4 = !o.only_ipv6, .ipv6 = !o.only_ipv4, .all_transports = o.all_transports},
                 .count = o.count,
                 .threads = o.threads,
                 .limits = o.limits,
                 .drain = {o.containers.deadline.wakeup, kDrain}},
                std::move(outputs.all), notices.of(name),
                [&] { progress.show(running->stats().packets.value(), source.stats(), source.total_octets()); });
  running = &job;
  const Totals totals{source.stats(), job.stats(), outputs.sockets};
  const auto result = [&] {
    const OnUserSignal statistics([&totals] { print_totals(totals); });
    return job.run(source);
  }();
  notices.finish();
  if (o.stats) print_totals(totals);
  if (!result) {
    print_error("{}: {}: {}\n", kName, name, result.error().message());
    if (received_signal() != 0 && job.unwritten() > 0) {
      print_error("{}: {} 5-tuples were not written\n", kName, job.unwritten());
    }
    return kExitFailure;
  }
  return notices.any_loss() ? kExitFailure : 0;
}

int run(PacketOptions o) {
  o.containers.threads = o.threads;
  o.containers.live = !o.interface.empty();
  static Wakeup stop;
  o.containers.deadline = {&stop_on_signals(stop), output_grace(kDrain)};
  bound_errors(o.containers.deadline);
  expect_user_signal();
  guard_mapped_files();
  Notices notices(kName, o.strict);
  const std::string name = o.interface.empty() ? input_name(o.input) : o.interface;
  FilesInUse files;
  AnyInput input = o.interface.empty() ? require(open_any(o.input, files, o.filter, o.limits, stop, notices.of(name)))
                                       : AnyInput(require(open_live(o.interface, kSnapLength, o.filter, false, stop)));
  Outputs outputs = open_outputs(o, files, notices);
  return std::visit([&](auto& source) { return run(o, name, *source, std::move(outputs), notices); }, input);
}

}  // namespace

int packet_command(int argc, char** argv) {
  PacketOptions options;
  CLI::App app("", kName);
  describe(app, options);
  return run_command(app, argc, argv, [&] {
    if (!options.interface.empty() && !options.input.empty()) throw Unusable("INPUT and --readif exclude each other");
    if (options.only_ipv4 && options.only_ipv6) throw Unusable("-4 and -6 exclude each other");
    if (options.interface.empty() && options.input.empty()) {
      if (isatty(STDIN_FILENO) == 1) throw Unusable("nothing to read (--help says more)");
      options.input = "-";
    }
    return run(options);
  });
}

}  // namespace nmsgxx::tools

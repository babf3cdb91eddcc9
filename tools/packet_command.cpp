#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

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
#include "signals.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

TupleFormat tuple_format(const std::string& name) {
  return name == "json" ? TupleFormat::json : name == "csv" ? TupleFormat::csv : TupleFormat::text;
}

struct Outputs {
  std::vector<std::unique_ptr<TupleOutput>> all;
  std::vector<const SinkStats*> sockets;
};

Outputs open_outputs(const Options& o, const ContainerOptions& containers, FilesInUse& files, Notices& notices) {
  const bool now = o.tuple_time == "now";
  Outputs outputs;
  const bool text = !o.quiet && std::ranges::find(o.nmsg_outputs, "-") == o.nmsg_outputs.end();
  std::vector<std::string> paths = o.nmsg_outputs;
  if (text) paths.emplace_back("-");
  refuse_same_files(files, paths);
  for (const std::string& spec : o.socket_outputs) {
    const Report report = [&notices, spec](const Error& error) { notices.add(spec, error); };
    for (OpenedSink& opened : or_throw(open_container_sockets(spec, containers, report))) {
      outputs.sockets.push_back(&opened.sink->stats());
      outputs.all.push_back(make_ipconn_output(opened.options, std::move(opened.sink), now));
    }
  }
  for (const std::string& path : o.nmsg_outputs) {
    OpenedSink opened = or_throw(open_container_file(path, files, containers));
    outputs.all.push_back(make_ipconn_output(opened.options, std::move(opened.sink), now));
  }
  if (text) {
    outputs.all.push_back(make_tuple_text_output(tuple_format(o.tuple_format),
                                                 or_throw(open_file_sink("-", containers.deadline, &files)), o.unbuffered));
  }
  return outputs;
}

struct Totals {
  const SourceStats& source;
  const PacketJobStats& job;
  const std::vector<const SinkStats*>& sockets;
};

void print_totals(const std::string& program, const Totals& t) {
  print_error(
      "{}: {} octets read, {} containers, {} packets, {} 5-tuples, {} other payloads or frames, {} without an IP packet\n",
      program, t.source.octets.value(), t.source.containers.value(), t.job.packets.value(), t.job.tuples.value(),
      t.job.other.value(), t.job.undecodable.value());
  print_error("{}: skipped {} containers and {} octets, {} payloads with a wrong CRC; lost {} fragmented messages\n", program,
              t.source.skipped_containers.value(), t.source.skipped_octets.value(), t.job.bad_crc.value(),
              t.source.lost_fragments.value());
  print_error("{}: dropped by the kernel: {}\n", program, t.source.kernel_drops.value());
  const std::string bounds = bounds_met(t.source.bounds);
  if (!bounds.empty()) print_error("{}: bounds met: {}\n", program, bounds);
  if (BodyDecoder::waits() > 0) print_error("{}: large containers that waited for others: {}\n", program, BodyDecoder::waits());
  std::uint64_t datagrams = 0;
  std::uint64_t refused = 0;
  for (const SinkStats* socket : t.sockets) {
    datagrams += socket->writes.value();
    refused += socket->refused.value();
  }
  if (!t.sockets.empty()) print_error("{}: {} datagrams sent, {} refused\n", program, datagrams, refused);
}

template <class Source>
int run(const std::string& program, const Options& o, const Deadline& deadline, const std::string& name, Source& source,
        Outputs outputs, Notices& notices) {
  Progress progress;
  const PacketJob* running = nullptr;
  PacketJob job({.decode = {.ipv4 = !o.only_ipv6, .ipv6 = !o.only_ipv4, .all_transports = o.all_transports},
                 .count = o.count,
                 .threads = o.threads,
                 .limits = o.limits,
                 .drain = {deadline.wakeup, kDrain}},
                std::move(outputs.all), notices.of(name),
                [&] { progress.show(running->stats().packets.value(), source.stats(), source.total_octets()); });
  running = &job;
  const Totals totals{source.stats(), job.stats(), outputs.sockets};
  const auto result = [&] {
    const OnUserSignal statistics([&] { print_totals(program, totals); });
    return job.run(source);
  }();
  notices.finish();
  if (o.stats) print_totals(program, totals);
  if (!result) {
    print_error("{}: {}: {}\n", program, name, result.error().message());
    if (received_signal() != 0 && job.unwritten() > 0) {
      print_error("{}: {} 5-tuples were not written\n", program, job.unwritten());
    }
    return kExitFailure;
  }
  return notices.any_loss() ? kExitFailure : 0;
}

/// The file or the interface to read.
std::string input_of(const Options& o) {
  if (o.interfaces.size() > 1) throw UsageError("only one --readif is allowed");
  if (!o.interfaces.empty() && !o.operands.empty()) throw UsageError("INPUT and --readif exclude each other");
  if (!o.interfaces.empty()) return o.interfaces.front();
  if (!o.operands.empty()) return o.operands.front();
  if (isatty(STDIN_FILENO) == 1) throw UsageError("no input (--help for help)");
  return "-";
}

}  // namespace

int run_packet(const std::string& program, const Options& o) {
  const std::string input = input_of(o);
  if (o.only_ipv4 && o.only_ipv6) throw UsageError("-4 and -6 exclude each other");
  const bool live = !o.interfaces.empty();
  static Wakeup stop;
  const Deadline deadline{&stop_on_signals(stop), output_grace(kDrain)};
  bound_errors(deadline);
  expect_user_signal();
  guard_mapped_files();
  Notices notices(program, o.strict);
  const std::string name = live ? input : input_name(input);
  const std::string filter = o.capture_filter.value_or("");
  FilesInUse files;
  AnyInput source = live ? AnyInput(or_throw(open_live(input, kSnapLength, filter, false, stop)))
                         : or_throw(open_any(input, files, filter, o.limits, stop, notices.of(name)));
  Outputs outputs = open_outputs(o, container_options(o, kLimitEthernet, live, deadline), files, notices);
  return std::visit([&](auto& opened) { return run(program, o, deadline, name, *opened, std::move(outputs), notices); },
                    source);
}

}  // namespace nmsgxx::tools

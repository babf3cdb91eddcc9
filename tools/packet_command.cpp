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
#include "message_log.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/five_tuple_output.hpp"
#include "nmsgxx/frame_input.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/stream_source.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "signals.hpp"
#include "statistics.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

TupleFormat tuple_format(const std::string& name) {
  return name == "json" ? TupleFormat::json : name == "csv" ? TupleFormat::csv : TupleFormat::text;
}

struct Outputs {
  std::vector<std::unique_ptr<TupleWriter>> all;
  std::vector<const SinkStats*> sockets;
};

Outputs open_outputs(const Options& o, const ContainerOptions& containers, FilesInUse& files, MessageLog& log) {
  const bool now = o.tuple_time == "now";
  Outputs outputs;
  const bool text = !o.quiet && std::ranges::find(o.nmsg_outputs, "-") == o.nmsg_outputs.end();
  std::vector<std::string> paths = o.nmsg_outputs;
  if (text) paths.emplace_back("-");
  refuse_same_files(files, paths);
  for (const std::string& spec : o.socket_outputs) {
    const Report report = [&log, spec](const Error& error) { log.add(spec, error); };
    for (OpenedSink& opened : or_throw(open_container_sockets(spec, containers, report))) {
      outputs.sockets.push_back(&opened.sink->stats());
      outputs.all.push_back(make_ipconn_writer(opened.options, std::move(opened.sink), now));
    }
  }
  for (const std::string& path : o.nmsg_outputs) {
    OpenedSink opened = or_throw(open_container_file(path, files, containers));
    outputs.all.push_back(make_ipconn_writer(opened.options, std::move(opened.sink), now));
  }
  if (text) {
    outputs.all.push_back(make_tuple_text_writer(tuple_format(o.tuple_format),
                                                 or_throw(open_file_sink("-", containers.deadline, &files)), o.unbuffered));
  }
  return outputs;
}

/// The totals of --stats and --stats-json.  Any thread may print them while the job runs.
class Totals {
 public:
  Totals(const std::string& program, bool json, const SourceStats& source, const FiveTupleStats& tuples,
         const EngineStats& engine, const std::vector<const SinkStats*>& sockets)
      : program_(program), json_(json), source_(source), tuples_(tuples), engine_(engine), sockets_(sockets) {}

  void print() const { json_ ? print_json() : print_text(); }

 private:
  std::uint64_t sum(Counter SinkStats::*counter) const {
    std::uint64_t all = 0;
    for (const SinkStats* socket : sockets_) all += (socket->*counter).value();
    return all;
  }

  void print_text() const {
    const SourceStats& s = source_;
    print_error(
        "{}: {} bytes read, {} containers, {} packets, {} five-tuples, {} other payloads or frames, {} without an IP "
        "packet\n",
        program_, s.octets.value(), s.containers.value(), tuples_.packets.value(), tuples_.tuples.value(),
        tuples_.other.value(), tuples_.undecodable.value());
    print_error("{}: skipped {} containers and {} bytes, {} payloads with a wrong CRC; lost {} fragmented messages\n", program_,
                s.skipped_containers.value(), s.skipped_octets.value(), engine_.bad_crc.value(), s.lost_fragments.value());
    print_error("{}: {} dropped by the kernel\n", program_, s.kernel_drops.value());
    if (const std::string hit = limits_hit(s.bounds); !hit.empty()) print_error("{}: limits hit: {}\n", program_, hit);
    if (BodyDecoder::waits() > 0) {
      print_error("{}: large containers that waited for others: {}\n", program_, BodyDecoder::waits());
    }
    if (sockets_.empty()) return;
    print_error("{}: {} datagrams sent, {} refused\n", program_, sum(&SinkStats::writes), sum(&SinkStats::refused));
  }

  void print_json() const {
    const SourceStats* const inputs[] = {&source_};
    write_error(fmt::format(
        R"({{"packets":{},"five_tuples":{},"other":{},"undecodable":{},"bad_crc":{},"datagrams_sent":{},"datagrams_refused":{},{}}})"
        "\n",
        tuples_.packets.value(), tuples_.tuples.value(), tuples_.other.value(), tuples_.undecodable.value(),
        engine_.bad_crc.value(), sum(&SinkStats::writes), sum(&SinkStats::refused), json_members(inputs)));
  }

  const std::string& program_;
  bool json_;
  const SourceStats& source_;
  const FiveTupleStats& tuples_;
  const EngineStats& engine_;
  const std::vector<const SinkStats*>& sockets_;
};

std::unique_ptr<Input> make_input(const std::string& name, AnyInput opened, unsigned threads) {
  if (auto* packets = std::get_if<PacketInput>(&opened)) return make_packet_input(name, std::move(*packets));
  return make_container_input(name, std::move(std::get<ContainerInput>(opened)), {.threads = threads});
}

int run(const std::string& program, const Options& o, Wakeup& stop, const std::string& name, AnyInput opened, Outputs outputs,
        MessageLog& log) {
  FiveTupleStats tuples;
  Progress progress;
  const Input* input = nullptr;
  Engine engine({.mirror = true,
                 .count = o.count,
                 .drain = kDrain,
                 .on_tick = [&] { progress.show(tuples.packets.value(), input->stats(), input->total_octets()); },
                 .bad_crc =
                     [report = log.report(name)](Error error) {
                       error.detail.clear();
                       return report(error);
                     }},
                stop);
  input = &engine.add(make_input(name, std::move(opened), o.threads));
  const DecodeOptions decode{.ipv4 = !o.only_ipv6, .ipv6 = !o.only_ipv4, .all_transports = o.all_transports};
  const Output& output = engine.add(make_five_tuple_output(name, decode, std::move(outputs.all), tuples));
  const Totals totals(program, o.stats_json, input->stats(), tuples, engine.stats(), outputs.sockets);
  const auto result = [&] {
    const auto print = [&totals] { totals.print(); };
    const StatisticsThread statistics(print, o.stats.value_or(std::chrono::milliseconds(0)), print);
    return engine.run();
  }();
  log.print_counts();
  if (o.stats || o.stats_json) totals.print();
  if (!result) {
    print_error("{}: {}: {}\n", program, name, result.error().message());
    if (received_signal() != 0 && output.unwritten() > 0) {
      print_error("{}: {} five-tuples were not written\n", program, output.unwritten());
    }
    return kExitFailure;
  }
  return log.any_damage() ? kExitFailure : 0;
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
  MessageLog log(program, o.strict);
  const std::string name = live ? input : input_name(input);
  const std::string filter = o.capture_filter.value_or("");
  FilesInUse files;
  AnyInput source = live ? AnyInput(or_throw(open_live(input, kSnapLength, filter, false, stop)))
                         : or_throw(open_any(input, files, filter, o.limits, stop, log.report(name)));
  Outputs outputs = open_outputs(o, container_options(o, kLimitEthernet, live, deadline), files, log);
  return run(program, o, stop, name, std::move(source), std::move(outputs), log);
}

}  // namespace nmsgxx::tools

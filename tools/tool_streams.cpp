#include "tool_streams.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>

#include <fmt/core.h>

#include "channels.hpp"
#include "inputs.hpp"
#include "kicker.hpp"
#include "limits.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/ledger.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/payload_source.hpp"
#include "nmsgxx/stream_source.hpp"
#include "nmsgxx/udp_source.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "signals.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

/// What nmsgtool says of an argument of -l or -s, and why.
std::string complaint(char option, const std::string& spec, const Error& error) {
  const std::size_t slash = spec.find('/');
  std::string what = fmt::format("bad -{} socket", option);
  if (slash == std::string::npos) {
    what = fmt::format("argument to -{} needs a /", option);
  } else if (slash + 1 == spec.size() || std::isdigit(static_cast<unsigned char>(spec[slash + 1])) == 0) {
    what = "need a port number or range after /";
  } else if (spec.find("..", slash) != std::string::npos) {
    what = fmt::format("bad port range in -{} argument", option);
  }
  return fmt::format("usage error: {}: {}", what, error.message());
}

bool is_live(const Options& options) {
  return !options.sockets.empty() || !options.channels.empty() || !options.interfaces.empty();
}

ContainerOptions containers(const Options& options, const Deadline& deadline) {
  return container_options(options, kLimitDatagram, is_live(options), deadline);
}

TextOutputOptions texts(const Options& options) {
  return {.unbuffered = options.unbuffered, .threads = options.threads};
}

// The part of one of so many, but no less than what is of some use.
template <class Number>
Number part(Number all, std::size_t inputs, Number least) {
  return std::max(all / std::max<std::size_t>(inputs, 1), std::min(all, least));
}

}  // namespace

void ToolStreams::open_inputs() {
  const bool dnsqr = schema_ != nullptr && schema_->type() == kBaseDnsqr;
  const int snap_length = dnsqr ? kSnapLengthWhole : kSnapLength;
  for (const auto& name : options_.interfaces) {
    add_capture("pcap interface", name,
                or_throw(open_live(name, snap_length, options_.capture_filter.value_or(""), true, stop_)));
  }
  limits_ = limits_of_each();
  for (const auto& path : options_.schemas.files) or_throw(in_use_.read(path));
  open_captures();
  for (const auto& spec : options_.sockets) open_socket_inputs('l', spec);
  open_nmsg_inputs();
  for (const auto& channel : options_.channels) {
    for (const auto& spec : channel_sockets(channel)) open_socket_inputs('C', spec);
  }
  open_presentation_inputs();
  open_json_inputs();
}

void ToolStreams::refuse_same_files() const {
  std::vector<std::string> paths;
  if (!options_.pid_file.empty()) paths.push_back(options_.pid_file);
  // Files that are rotated have names of their own.
  if (!options_.kicker) {
    for (const auto& more : {options_.presentation_paths(), options_.nmsg_outputs, options_.json_outputs}) {
      paths.insert(paths.end(), more.begin(), more.end());
    }
  }
  if (options_.daemon) std::erase(paths, "-");
  nmsgxx::tools::refuse_same_files(in_use_, paths);
}

void ToolStreams::open_outputs() {
  open_socket_outputs();
  open_nmsg_outputs();
  open_presentation_outputs();
  open_json_outputs();
}

// Each input joins fragments by itself: what may be in reassembly is shared out among them.
DecodeLimits ToolStreams::limits_of_each() const {
  constexpr std::size_t kOctets = 1 << 20;
  constexpr std::size_t kSets = 256;
  std::vector<std::string> sockets = options_.sockets;
  for (const auto& channel : options_.channels) std::ranges::copy(channel_sockets(channel), std::back_inserter(sockets));
  std::size_t inputs = options_.nmsg_files.size();
  for (const auto& spec : sockets) {
    if (const auto endpoints = parse_endpoints(spec)) inputs += endpoints->size() * options_.listeners;
  }
  DecodeLimits limits = options_.limits;
  limits.fragment_octets = part(limits.fragment_octets, inputs, kOctets);
  limits.fragment_sets = part(limits.fragment_sets, inputs, kSets);
  return limits;
}

void ToolStreams::open_captures() {
  if (!options_.captures.empty()) guard_mapped_files();
  for (const auto& path : options_.captures) {
    auto source = open_capture(path, in_use_, "", stop_);
    if (!source) throw UsageError(fmt::format("unable to add pcap file input {}: {}", path, source.error().message()));
    add_capture("pcap file", path, std::move(*source));
  }
}

void ToolStreams::add_capture(const char* kind, const std::string& name, std::unique_ptr<PacketSource> source) {
  auto dnsqr = parse_dnsqr_settings(options_.dnsqr,
                                    [this](const Error& error) { notices_.add("dnsqr", error, Notices::Weight::remark); });
  if (!dnsqr) throw UsageError(fmt::format("{}: nmsg_input_open_pcap() failed: {}", name, dnsqr.error().message()));
  auto payloads = make_frame_payloads(schema_->type(), source->link(),
                                      {.tags = options_.all_vlan_tags ? VlanTags::all : VlanTags::one,
                                       .filter = options_.capture_filter.value_or(""),
                                       .reassembly_octets = options_.ip_reassembly,
                                       .dnsqr = std::move(*dnsqr)});
  if (!payloads) throw UsageError(fmt::format("{}: nmsg_input_open_pcap() failed: {}", name, payloads.error().message()));
  frames_.emplace_back(name, &(*payloads)->stats());
  add_input(kind, name, std::move(source), std::move(*payloads));
}

void ToolStreams::open_socket_inputs(char option, const std::string& spec) {
  const auto endpoints = parse_endpoints(spec);
  if (!endpoints) throw UsageError(complaint(option, spec, endpoints.error()));
  for (const Endpoint& endpoint : *endpoints) {
    const std::string name = endpoint.text();
    if (options_.listeners > 1 && endpoint.multicast()) {
      throw UsageError(fmt::format("--listeners: each socket would take all that comes to the group {}", name));
    }
    const UdpInputOptions options{
        .drain = options_.drain, .receive_buffer = options_.receive_buffer, .reuse_port = options_.listeners > 1};
    for (unsigned n = 0; n < options_.listeners; ++n) {
      sockets_.push_back(input_names_.size());
      add_input("nmsg socket", name, or_throw(open_udp_source({endpoint}, options, limits_, stop_, notices_.of(name))));
    }
  }
}

void ToolStreams::open_socket_outputs() {
  for (const auto& spec : options_.socket_outputs) {
    const auto target = parse_output_endpoints(spec);
    if (!target) throw UsageError(complaint('s', spec, target.error()));
    // Nobody can be kept from skipping these.
    const Report report = [this, spec](const Error& error) { notices_.add(spec, error); };
    for (OpenedSink& opened : or_throw(open_container_sockets(spec, containers(options_, deadline_), report))) {
      relay_.add_output(make_container_output(opened.options, std::move(opened.sink)));
      output_names_.push_back(spec);
    }
    constexpr std::uint32_t kUsualFreq = 10;
    const std::string pace = spec.substr(std::min(spec.find(','), spec.size()));
    for (const Endpoint& endpoint : target->endpoints) {
      say(fmt::format("nmsg socket output: {}{}", endpoint.text(), pace));
      const std::uint32_t freq = target->freq == 0 ? kUsualFreq : target->freq;
      if (target->rate > 0) say(fmt::format("nmsg socket rate: {} freq: {}", target->rate, freq));
    }
  }
}

void ToolStreams::open_nmsg_inputs() {
  for (const auto& path : options_.nmsg_files) {
    auto source = or_throw(open_containers(path, in_use_, limits_, stop_, notices_.of(input_name(path))));
    add_input("nmsg file", path, std::move(source),
              ContainerInputOptions{.byte_rate = options_.byte_rate, .threads = options_.threads});
    if (options_.byte_rate > 0) say(fmt::format("{} ingress rate limit set to {} bytes/sec", path, options_.byte_rate));
  }
}

void ToolStreams::open_nmsg_outputs() {
  for (const auto& path : options_.nmsg_outputs) {
    add_file("nmsg", path, ".nmsg", [this, path](std::unique_ptr<Sink> sink) {
      const auto patience = options_.kicker ? options_.flush : file_patience(path, options_.flush);
      const WriterOptions writer{.zlib = options_.zlib, .unbuffered = options_.unbuffered};
      return make_container_output(
          {.writer = writer, .patience = patience, .keep_up = is_live(options_), .threads = options_.threads}, std::move(sink));
    });
  }
}

void ToolStreams::open_presentation_inputs() {
  for (const auto& path : options_.presentation_inputs) {
    const Report report = notices_.of(input_name(path));
    const std::size_t longest = options_.line;
    add_input("nmsg pres", path,
              make_presentation_source(or_throw(open_lines(path, in_use_, longest, stop_, report)), *schema_, &aliases_, report,
                                       longest));
  }
}

void ToolStreams::open_presentation_outputs() {
  for (const auto& path : options_.presentation_paths()) {
    add_file("pres", path, "", [this, path](std::unique_ptr<Sink> sink) {
      TextOutputOptions options = texts(options_);
      if (!options_.raw && is_terminal(path)) options.payload_text = PayloadText::escaped;
      return make_presentation_output(registry_, &aliases_, options_.endline, options, std::move(sink), notices_.of(path));
    });
  }
}

void ToolStreams::open_json_inputs() {
  for (const auto& path : options_.json_inputs) {
    const Report report = notices_.of(input_name(path));
    add_input(
        "nmsg json", path,
        make_json_source(or_throw(open_lines(path, in_use_, options_.line, stop_, report)), registry_, &aliases_, report));
  }
}

void ToolStreams::open_json_outputs() {
  for (const auto& path : options_.json_outputs) {
    add_file("json", path, ".json", [this, path](std::unique_ptr<Sink> sink) {
      return make_json_output(registry_, &aliases_, texts(options_), std::move(sink), notices_.of(path));
    });
  }
}

void ToolStreams::add_file(const std::string& form, const std::string& path, const char* suffix, const Form& make) {
  // A daemon lets go of its standard output, for whose end its caller may wait.
  const std::string target = options_.daemon && path == "-" ? "/dev/null" : path;
  auto output = options_.kicker ? or_throw(make_rotating_output(series(form, path, suffix, make)))
                                : make(or_throw(open_file_sink(target, deadline_, &in_use_)));
  say(fmt::format("nmsg {} output: {}", form == "nmsg" ? "file" : form, path));
  relay_.add_output(std::move(output));
  output_names_.push_back(path);
}

// Totals are told with the last of several files that are rotated together.
Rotation ToolStreams::series(const std::string& form, const std::string& path, const char* suffix, const Form& make) {
  return {.path = options_.daemon ? std::filesystem::absolute(path).string() : path,
          .suffix = suffix,
          .deadline = deadline_,
          .form = make,
          .opened =
              [this, form, number = ++files_](const std::string& name) {
                if (number == files_) print_totals(options_.debug);
                say(fmt::format("reopened {} file output: {}", form, name));
              },
          .finished = [this, path](const Result<std::string>& name) { finished(path, name); }};
}

void ToolStreams::finished(const std::string& path, const Result<std::string>& name) {
  if (!name) {
    notices_.add(path, name.error());
  } else if (!options_.kicker->empty() && !kick(*options_.kicker, *name, deadline_)) {
    print_error("{}: WARNING: system() failed: {} {}\n", program_, *options_.kicker, *name);
  }
}

void ToolStreams::print(const std::string& line) const {
  print_error("{}: {}\n", program_, line);
}

void ToolStreams::say(const std::string& line) const {
  if (options_.debug >= kVerbose) print(line);
}

void ToolStreams::print_statistics() const {
  print_totals(kEachInput);
  print_inputs(kEachInput);
  print_outputs(kEachInput);
}

void ToolStreams::print_end() const {
  print_totals(options_.debug);
  print_inputs(options_.debug);
  print_outputs(options_.debug);
  if (!options_.kicker) return;
  const auto presentation = options_.presentation_paths();
  for (const auto* paths : {&options_.nmsg_outputs, &presentation, &options_.json_outputs}) {
    for (const auto& path : *paths) say(fmt::format("closed output: {}", path));
  }
}

void ToolStreams::print_unwritten() const {
  const auto stats = relay_.source_stats();
  for (std::size_t i = 0; i < stats.size(); ++i) {
    const std::uint64_t unread = stats[i]->unread.value();
    const bool in_ledger = std::ranges::find(sockets_, i) != sockets_.end();
    if (unread > 0 && !in_ledger) print(fmt::format("{}: {} containers were read and not used", input_names_[i], unread));
  }
  const auto unwritten = relay_.unwritten();
  for (std::size_t i = 0; i < unwritten.size(); ++i) {
    if (unwritten[i] > 0) print(fmt::format("{}: {} payloads were not written", output_names_[i], unwritten[i]));
  }
}

void ToolStreams::print_totals(int debug) const {
  if (debug < kVerbose) return;
  std::uint64_t containers = 0;
  std::uint64_t lost = 0;
  for (const SourceStats* source : relay_.source_stats()) {
    containers += source->containers.value();
    lost += source->lost_containers.value();
  }
  print(fmt::format("totals: payloads_in {} payloads_out {} container_recvs {} container_drops {}",
                    relay_.stats().payloads_in.value(), relay_.stats().payloads_out.value(), containers, lost));
  for (const auto& [name, stats] : frames_) {
    if (stats->cut_frames.value() + stats->lost_packets.value() == 0) continue;
    print(fmt::format("{}: frames cut {} packets with fragments lost {} of these for others {}", name,
                      stats->cut_frames.value(), stats->lost_packets.value(), stats->packets_for_room.value()));
  }
  print_bounds();
}

void ToolStreams::print_bounds() const {
  const auto stats = relay_.source_stats();
  for (std::size_t i = 0; i < stats.size(); ++i) {
    if (const std::string met = bounds_met(stats[i]->bounds); !met.empty()) {
      print(fmt::format("{}: bounds met: {}", input_names_[i], met));
    }
  }
  if (BodyDecoder::waits() > 0) print(fmt::format("large containers that waited for others: {}", BodyDecoder::waits()));
}

void ToolStreams::print_outputs(int debug) const {
  if (debug < kEachInput) return;
  const auto queues = relay_.queue_stats();
  for (std::size_t i = 0; i < queues.size(); ++i) {
    if (queues[i].slots == 0) continue;
    print(
        fmt::format("{}: queue slots {} most {} waits {}", output_names_[i], queues[i].slots, queues[i].most, queues[i].waits));
  }
}

void ToolStreams::print_inputs(int debug) const {
  const auto stats = relay_.source_stats();
  for (std::size_t i = 0; i < stats.size() && debug >= kEachInput; ++i) {
    print(fmt::format("{}: container_recvs {} container_drops {} skipped {} kernel_drops {} octets {}", input_names_[i],
                      stats[i]->containers.value(), stats[i]->lost_containers.value(), stats[i]->skipped_containers.value(),
                      stats[i]->kernel_drops.value(), stats[i]->octets.value()));
  }
  for (const std::size_t i : sockets_) print_ledger(input_names_[i], *stats[i], debug);
}

// Losses are told to anybody: nothing else in the output shows them.
void ToolStreams::print_ledger(const std::string& name, const SourceStats& stats, int debug) const {
  const Ledger ledger = ledger_of(stats);
  const bool any_loss = ledger.lost > 0 || (ledger.unread > 0 && received_signal() != 0);
  if (!any_loss && debug < kEachInput) return;
  print(fmt::format(
      "{}: ledger: sent {} = received {} + refused {} + lost {} + unread {} (sequence gaps {}, dropped by the kernel {}, "
      "{} of them last)",
      name, ledger.sent(), ledger.received, ledger.refused, ledger.lost, ledger.unread, stats.lost_containers.value(),
      stats.kernel_drops.value(), stats.last_drops.value()));
}

}  // namespace nmsgxx::tools

#include "tool_report.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "nmsgxx/ledger.hpp"
#include "print.hpp"
#include "signals.hpp"
#include "statistics.hpp"

namespace nmsgxx::tools {

void ToolReport::add_input(const char* kind, const Input& input) const {
  verbose(fmt::format("{} input: {}", kind, input.name()));
}

void ToolReport::add_socket_input(const char* kind, const Input& input) {
  sockets_.push_back(&input);
  add_input(kind, input);
}

void ToolReport::verbose(const std::string& line) const {
  if (options_.debug >= kVerbose) print(line);
}

void ToolReport::print_totals_when_verbose() const {
  if (options_.debug >= kVerbose) print_text_totals();
}

void ToolReport::print_totals() const {
  if (!options_.stats_json) return print_text_totals();
  std::uint64_t lost_packets = 0;
  std::vector<const SourceStats*> sources;
  for (const Input* input : engine_.inputs()) {
    sources.push_back(&input->stats());
    if (input->frame_stats() != nullptr) lost_packets += input->frame_stats()->lost_packets.value();
  }
  const EngineStats& stats = engine_.stats();
  write_error(fmt::format(R"({{"payloads_in":{},"payloads_out":{},"bad_crc":{},"lost_packets":{},{}}})"
                          "\n",
                          stats.payloads_in.value(), stats.payloads_out.value(), stats.bad_crc.value(), lost_packets,
                          json_members(sources)));
}

void ToolReport::print_statistics() const {
  print_text_totals();
  print_inputs();
  print_ledgers(true);
  print_queues();
}

void ToolReport::print_end() const {
  const bool each = options_.debug >= kEachInput;
  const bool asked = options_.stats || options_.stats_json;
  if (options_.debug >= kVerbose || (asked && !options_.stats_json)) print_text_totals();
  if (each) print_inputs();
  print_ledgers(each);
  if (each) print_queues();
  if (options_.kicker) {
    const auto presentation = options_.presentation_paths();
    for (const auto* paths : {&options_.nmsg_outputs, &presentation, &options_.json_outputs}) {
      for (const auto& path : *paths) verbose(fmt::format("closed output: {}", path));
    }
  }
  if (options_.stats_json) print_totals();
}

void ToolReport::print_unwritten() const {
  for (const Input* input : engine_.inputs()) {
    const std::uint64_t unread = input->stats().unread.value();
    const bool in_ledger = std::ranges::find(sockets_, input) != sockets_.end();
    if (unread > 0 && !in_ledger) print(fmt::format("{}: {} containers were read and not used", input->name(), unread));
  }
  for (const Output* output : engine_.outputs()) {
    const std::uint64_t unwritten = output->unwritten();
    if (unwritten > 0) print(fmt::format("{}: {} payloads were not written", output->name(), unwritten));
  }
}

void ToolReport::print(const std::string& line) const {
  print_error("{}: {}\n", program_, line);
}

void ToolReport::print_text_totals() const {
  std::uint64_t containers = 0;
  std::uint64_t lost = 0;
  for (const Input* input : engine_.inputs()) {
    containers += input->stats().containers.value();
    lost += input->stats().lost_containers.value();
  }
  print(fmt::format("totals: payloads_in {} payloads_out {} container_recvs {} container_drops {}",
                    engine_.stats().payloads_in.value(), engine_.stats().payloads_out.value(), containers, lost));
  for (const Input* input : engine_.inputs()) {
    const FrameStats* frames = input->frame_stats();
    if (frames == nullptr || frames->cut_frames.value() + frames->lost_packets.value() == 0) continue;
    print(fmt::format("{}: {} frames cut short, {} fragmented packets lost, {} of these to make room for others", input->name(),
                      frames->cut_frames.value(), frames->lost_packets.value(), frames->packets_for_room.value()));
  }
  for (const Input* input : engine_.inputs()) {
    if (const std::string hit = limits_hit(input->stats().bounds); !hit.empty()) {
      print(fmt::format("{}: limits hit: {}", input->name(), hit));
    }
  }
  if (BodyDecoder::waits() > 0) print(fmt::format("large containers that waited for others: {}", BodyDecoder::waits()));
}

void ToolReport::print_inputs() const {
  for (const Input* input : engine_.inputs()) {
    const SourceStats& stats = input->stats();
    print(fmt::format("{}: container_recvs {} container_drops {} skipped {} kernel_drops {} bytes {}", input->name(),
                      stats.containers.value(), stats.lost_containers.value(), stats.skipped_containers.value(),
                      stats.kernel_drops.value(), stats.octets.value()));
  }
}

// Losses are printed at every level: nothing else in the output shows them.
void ToolReport::print_ledgers(bool all) const {
  for (const Input* input : sockets_) {
    const SourceStats& stats = input->stats();
    const Ledger ledger = ledger_of(stats);
    const bool any_loss = ledger.lost > 0 || (ledger.unread > 0 && received_signal() != 0);
    if (!any_loss && !all) continue;
    print(fmt::format(
        "{}: ledger: sent {} = received {} + refused {} + lost {} + unread {} (sequence gaps {}, dropped by the kernel {}, "
        "{} of them last)",
        input->name(), ledger.sent(), ledger.received, ledger.refused, ledger.lost, ledger.unread,
        stats.lost_containers.value(), stats.kernel_drops.value(), stats.last_drops.value()));
  }
}

void ToolReport::print_queue(const std::string& name, const QueueStats& queue) const {
  if (queue.slots.value() == 0) return;
  print(fmt::format("{}: queue slots {} most {} waits {}", name, queue.slots.value(), queue.most.value(), queue.waits.value()));
}

void ToolReport::print_queues() const {
  for (const Input* input : engine_.inputs()) print_queue(input->name(), input->queue());
  for (const Output* output : engine_.outputs()) {
    if (output->queue() != nullptr) print_queue(output->name(), *output->queue());
  }
}

}  // namespace nmsgxx::tools

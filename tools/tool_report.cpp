#include "tool_report.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "nmsgxx/ledger.hpp"
#include "print.hpp"
#include "signals.hpp"
#include "statistics.hpp"

namespace nmsgxx::tools {

void ToolReport::add_input(const char* kind, const std::string& name) {
  verbose(fmt::format("{} input: {}", kind, name));
  inputs_.push_back(name);
}

void ToolReport::add_socket_input(const char* kind, const std::string& name) {
  sockets_.push_back(inputs_.size());
  add_input(kind, name);
}

void ToolReport::add_capture_input(const char* kind, const std::string& name, const FrameStats& frames) {
  frames_.emplace_back(name, &frames);
  add_input(kind, name);
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
  for (const auto& [name, stats] : frames_) lost_packets += stats->lost_packets.value();
  const RelayStats& relay = relay_.stats();
  write_error(fmt::format(R"({{"payloads_in":{},"payloads_out":{},"bad_crc":{},"lost_packets":{},{}}})"
                          "\n",
                          relay.payloads_in.value(), relay.payloads_out.value(), relay.bad_crc.value(), lost_packets,
                          json_members(relay_.source_stats())));
}

void ToolReport::print_statistics() const {
  print_text_totals();
  print_inputs();
  print_ledgers(true);
  print_outputs();
}

void ToolReport::print_end() const {
  const bool each = options_.debug >= kEachInput;
  const bool asked = options_.stats || options_.stats_json;
  if (options_.debug >= kVerbose || (asked && !options_.stats_json)) print_text_totals();
  if (each) print_inputs();
  print_ledgers(each);
  if (each) print_outputs();
  if (options_.kicker) {
    const auto presentation = options_.presentation_paths();
    for (const auto* paths : {&options_.nmsg_outputs, &presentation, &options_.json_outputs}) {
      for (const auto& path : *paths) verbose(fmt::format("closed output: {}", path));
    }
  }
  if (options_.stats_json) print_totals();
}

void ToolReport::print_unwritten() const {
  const auto stats = relay_.source_stats();
  for (std::size_t i = 0; i < stats.size(); ++i) {
    const std::uint64_t unread = stats[i]->unread.value();
    const bool in_ledger = std::ranges::find(sockets_, i) != sockets_.end();
    if (unread > 0 && !in_ledger) print(fmt::format("{}: {} containers were read and not used", inputs_[i], unread));
  }
  const auto unwritten = relay_.unwritten();
  for (std::size_t i = 0; i < unwritten.size(); ++i) {
    if (unwritten[i] > 0) print(fmt::format("{}: {} payloads were not written", outputs_[i], unwritten[i]));
  }
}

void ToolReport::print(const std::string& line) const {
  print_error("{}: {}\n", program_, line);
}

void ToolReport::print_text_totals() const {
  const auto stats = relay_.source_stats();
  std::uint64_t containers = 0;
  std::uint64_t lost = 0;
  for (const SourceStats* source : stats) {
    containers += source->containers.value();
    lost += source->lost_containers.value();
  }
  print(fmt::format("totals: payloads_in {} payloads_out {} container_recvs {} container_drops {}",
                    relay_.stats().payloads_in.value(), relay_.stats().payloads_out.value(), containers, lost));
  for (const auto& [name, frames] : frames_) {
    if (frames->cut_frames.value() + frames->lost_packets.value() == 0) continue;
    print(fmt::format("{}: {} frames cut short, {} fragmented packets lost, {} of these to make room for others", name,
                      frames->cut_frames.value(), frames->lost_packets.value(), frames->packets_for_room.value()));
  }
  for (std::size_t i = 0; i < stats.size(); ++i) {
    if (const std::string hit = limits_hit(stats[i]->bounds); !hit.empty()) {
      print(fmt::format("{}: limits hit: {}", inputs_[i], hit));
    }
  }
  if (BodyDecoder::waits() > 0) print(fmt::format("large containers that waited for others: {}", BodyDecoder::waits()));
}

void ToolReport::print_inputs() const {
  const auto stats = relay_.source_stats();
  for (std::size_t i = 0; i < stats.size(); ++i) {
    print(fmt::format("{}: container_recvs {} container_drops {} skipped {} kernel_drops {} bytes {}", inputs_[i],
                      stats[i]->containers.value(), stats[i]->lost_containers.value(), stats[i]->skipped_containers.value(),
                      stats[i]->kernel_drops.value(), stats[i]->octets.value()));
  }
}

// Losses are printed at every level: nothing else in the output shows them.
void ToolReport::print_ledgers(bool all) const {
  const auto stats = relay_.source_stats();
  for (const std::size_t i : sockets_) {
    const Ledger ledger = ledger_of(*stats[i]);
    const bool any_loss = ledger.lost > 0 || (ledger.unread > 0 && received_signal() != 0);
    if (!any_loss && !all) continue;
    print(fmt::format(
        "{}: ledger: sent {} = received {} + refused {} + lost {} + unread {} (sequence gaps {}, dropped by the kernel {}, "
        "{} of them last)",
        inputs_[i], ledger.sent(), ledger.received, ledger.refused, ledger.lost, ledger.unread,
        stats[i]->lost_containers.value(), stats[i]->kernel_drops.value(), stats[i]->last_drops.value()));
  }
}

void ToolReport::print_outputs() const {
  const auto queues = relay_.queue_stats();
  for (std::size_t i = 0; i < queues.size(); ++i) {
    if (queues[i].slots == 0) continue;
    print(fmt::format("{}: queue slots {} most {} waits {}", outputs_[i], queues[i].slots, queues[i].most, queues[i].waits));
  }
}

}  // namespace nmsgxx::tools

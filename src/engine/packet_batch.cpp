#include "engine/packet_batch.hpp"

#include <bit>

#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "packet/captured_messages.hpp"

namespace nmsgxx::engine {

PacketBatch::PacketBatch(const DecodeOptions& options, const std::vector<std::unique_ptr<TupleOutput>>& outputs)
    : options_(options) {
  for (const auto& output : outputs) pieces_.push_back(output->make_piece());
}

void PacketBatch::begin(std::uint64_t most) {
  most_ = most;
  counts_ = {};
  for (const auto& piece : pieces_) piece->clear();
}

void PacketBatch::take(container::CheckedPayloads& payloads, std::uint64_t bad_crcs) {
  counts_.bad_crc += bad_crcs;
  // The first look at them, while CRCs were computed, was long ago: the processor's nearest caches have seen others since.
  constexpr std::size_t kAhead = 8;
  const auto all = payloads.payloads();
  const std::uint64_t most = most_ - counts_.packets;
  std::uint64_t packets = 0;
  std::size_t kept = 0;  // those with a packet, moved together
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i + kAhead < all.size()) __builtin_prefetch(all[i + kAhead].bytes.data());
    if (all[i].type != kBasePacket) {
      ++counts_.other;
      continue;
    }
    if (packets == most) break;
    ++packets;
    auto packet = packet::canonical_packet(all[i].bytes);
    if (!packet) [[unlikely]]
      packet = packet_of_message(all[i].bytes);
    if (!packet) {
      ++counts_.undecodable;
      continue;
    }
    if (kept != i) all[kept] = all[i];
    ++kept;
    packets_[size_++] = *packet;
    if (size_ == kBatchSize) decode(all.subspan(kept - size_, size_));
  }
  decode(all.subspan(kept - size_, size_));
  counts_.packets += packets;
}

void PacketBatch::take(std::span<const Frame> frames, LinkType link) {
  for (const Frame& frame : frames) {
    const auto packet = frame.complete() ? ip_packet(link, frame.bytes) : std::nullopt;
    if (!packet) {
      ++counts_.other;
      continue;
    }
    if (counts_.packets == most_) break;
    ++counts_.packets;
    payloads_[size_] = {.time_sec = frame.time_sec, .time_nsec = frame.time_nsec, .type = kBasePacket};
    packets_[size_++] = *packet;
    if (size_ == kBatchSize) decode(payloads_);
  }
  decode(std::span(payloads_).first(size_));
}

void PacketBatch::decode(std::span<const PayloadView> payloads) {
  decode_five_tuples({packets_.data(), size_}, options_, tuples_);
  for (const auto& piece : pieces_) piece->add(payloads, tuples_);
  for (const std::uint64_t word : tuples_.mask) counts_.tuples += static_cast<std::uint64_t>(std::popcount(word));
  size_ = 0;
}

}  // namespace nmsgxx::engine

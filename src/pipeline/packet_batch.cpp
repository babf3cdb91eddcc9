#include "pipeline/packet_batch.hpp"

#include <bit>

#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"

namespace nmsgxx::pipeline {

PacketBatch::PacketBatch(const DecodeOptions& options, const std::vector<std::unique_ptr<TupleOutput>>& outputs)
    : options_(options) {
  for (const auto& output : outputs) pieces_.push_back(output->make_piece());
}

void PacketBatch::begin(std::uint64_t most) {
  most_ = most;
  counts_ = {};
  for (const auto& piece : pieces_) piece->clear();
}

void PacketBatch::take(const container::CheckedPayloads& payloads) {
  counts_.bad_crc += payloads.bad_crcs().size();
  // The first look at them, while CRCs were computed, was long ago: the processor's nearest caches have seen others since.
  constexpr std::size_t kAhead = 8;
  const auto all = payloads.payloads();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const PayloadView& payload = all[i];
    if (i + kAhead < all.size()) __builtin_prefetch(all[i + kAhead].bytes.data());
    if (payload.type != kBasePacket) {
      ++counts_.other;
      continue;
    }
    if (counts_.packets == most_) break;
    ++counts_.packets;
    const auto packet = packet_of_message(payload.bytes);
    if (!packet) {
      ++counts_.undecodable;
      continue;
    }
    payloads_[size_] = payload;
    add(*packet);
  }
  decode();
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
    add(*packet);
  }
  decode();
}

void PacketBatch::add(Bytes packet) {
  packets_[size_++] = packet;
  if (size_ == kBatchSize) decode();
}

void PacketBatch::decode() {
  decode_five_tuples({packets_.data(), size_}, options_, tuples_);
  for (const auto& piece : pieces_) piece->add({payloads_.data(), size_}, tuples_);
  for (const std::uint64_t word : tuples_.mask) counts_.tuples += static_cast<std::uint64_t>(std::popcount(word));
  size_ = 0;
}

}  // namespace nmsgxx::pipeline

#pragma once

#include <span>
#include <vector>

#include "nmsgxx/link.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::pipeline {

/// Makes base:packet payloads of frames.
class FramePayloads {
 public:
  /// @return a payload for each complete frame with an IP packet, valid until the next call
  std::span<const PayloadView> convert(std::span<const Frame> frames, LinkType link) {
    messages_.clear();
    payloads_.clear();
    // Views into messages_ are taken as it grows: it must not move.
    std::size_t most = 0;
    for (const Frame& frame : frames) most += frame.bytes.size() + kPacketPrefixMax;
    messages_.reserve(most);
    for (const Frame& frame : frames) {
      const auto packet = frame.complete() ? ip_packet(link, frame.bytes) : std::nullopt;
      if (!packet) continue;
      const std::size_t from = messages_.size();
      append_packet_message(*packet, messages_);
      PayloadView payload;
      payload.time_sec = frame.time_sec;
      payload.time_nsec = frame.time_nsec;
      payload.type = kBasePacket;
      payload.bytes = std::span(messages_).subspan(from);
      payload.has_bytes = true;
      payloads_.push_back(payload);
    }
    return payloads_;
  }

 private:
  std::vector<std::byte> messages_;
  std::vector<PayloadView> payloads_;
};

}  // namespace nmsgxx::pipeline

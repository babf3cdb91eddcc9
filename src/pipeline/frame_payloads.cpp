#include "nmsgxx/frame_payloads.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>
#include <vector>

#include "io/packet_filter.hpp"
#include "message/captured_messages.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_reassembler.hpp"

namespace nmsgxx {
namespace {

using packet::Fragment;

/// Messages one behind the other, and payloads that view them once all are there.
class Batch {
 public:
  void clear() noexcept {
    octets_.clear();
    payloads_.clear();
    ends_.clear();
  }

  /// Append the message to octets(), then add its payload.
  std::vector<std::byte>& octets() noexcept { return octets_; }
  void add(const Frame& frame, MessageType type) {
    payloads_.push_back({.time_sec = frame.time_sec, .time_nsec = frame.time_nsec, .type = type});
    payloads_.back().has_bytes = true;
    ends_.push_back(octets_.size());
  }

  std::span<const PayloadView> payloads() noexcept {
    std::size_t from = 0;
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      payloads_[i].bytes = Bytes(octets_).subspan(from, ends_[i] - from);
      from = ends_[i];
    }
    return payloads_;
  }

 private:
  std::vector<std::byte> octets_;
  std::vector<PayloadView> payloads_;
  std::vector<std::size_t> ends_;
};

bool is_fragment(Bytes ip_packet) noexcept {
  const auto version = packet::ip_version(ip_packet);
  const auto layer = version ? packet::ip_layer(*version, ip_packet) : std::nullopt;
  return layer && layer->fragment != Fragment::none;
}

class FramesOf : public FramePayloads {
 public:
  FramesOf(MessageType type, LinkType link, VlanTags tags, io::PacketFilter filter)
      : type_(type), link_(link), tags_(tags), filter_(std::move(filter)) {}

  std::span<const PayloadView> convert(std::span<const Frame> frames) final {
    batch_.clear();
    for (const Frame& frame : frames) {
      if (append(frame, batch_.octets())) batch_.add(frame, type_);
    }
    return batch_.payloads();
  }
  const FrameStats& stats() const noexcept final { return stats_; }

 protected:
  /// False when there is nothing to append.
  virtual bool append(const Frame& frame, std::vector<std::byte>& out) = 0;

  std::optional<Bytes> ip_packet_of(const Frame& frame) const noexcept { return ip_packet(link_, frame.bytes, tags_); }
  std::optional<Bytes> ip_packet_of_complete(const Frame& frame) noexcept {
    if (frame.complete()) return ip_packet_of(frame);
    stats_.cut_frames.add();
    return std::nullopt;
  }
  bool fragment_or_passes(Bytes ip_packet) const noexcept {
    return !filter_.any() || is_fragment(ip_packet) || filter_.passes(ip_packet);
  }

  MessageType type_;
  LinkType link_;
  VlanTags tags_;
  io::PacketFilter filter_;
  FrameStats stats_;

 private:
  Batch batch_;
};

class PacketPayloads final : public FramesOf {
 public:
  using FramesOf::FramesOf;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    const auto ip = ip_packet_of_complete(frame);
    if (!ip || !fragment_or_passes(*ip)) return false;
    append_packet_message(*ip, out);
    return true;
  }
};

class PktPayloads final : public FramesOf {
 public:
  using FramesOf::FramesOf;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    if (filter_.any()) {
      const auto ip = ip_packet_of(frame);
      if (!ip || !fragment_or_passes(*ip)) return false;
    }
    message::append_pkt_message(frame.bytes, frame.original_length, out);
    return true;
  }
};

class NcapPayloads final : public FramesOf {
 public:
  using FramesOf::FramesOf;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    auto ip = ip_packet_of_complete(frame);
    if (ip && is_fragment(*ip)) {
      const auto joined = reassembler_.add(*ip, {frame.time_sec, frame.time_nsec});
      ip = joined ? std::optional(joined->packet) : std::nullopt;
      stats_.lost_packets.set(reassembler_.lost());
    }
    const auto version = ip ? packet::ip_version(*ip) : std::nullopt;
    if (!version || !packet::udp_datagram(*version, *ip) || !filter_.passes(*ip)) return false;
    message::append_ncap_message(*ip, *version == packet::IpVersion::v6, out);
    return true;
  }

  packet::IpReassembler reassembler_;
};

}  // namespace

Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link, VlanTags tags,
                                                           const std::string& filter) {
  auto compiled = io::PacketFilter::compile(filter);
  if (!compiled) return tl::unexpected(compiled.error());
  if (type == kBasePacket) return std::make_unique<PacketPayloads>(type, link, tags, std::move(*compiled));
  if (type == kBaseNcap) return std::make_unique<NcapPayloads>(type, link, tags, std::move(*compiled));
  if (type != kBasePkt) {
    return fail(Errc::unsupported, 0,
                fmt::format("{} {} payloads are not made of captured frames", vendor_name(type.vid), type_name(type)));
  }
  if (link != LinkType::en10mb) {
    return fail(Errc::unsupported, 0, fmt::format("base pkt takes DLT_EN10MB, not DLT_{}", to_string(link)));
  }
  return std::make_unique<PktPayloads>(type, link, tags, std::move(*compiled));
}

}  // namespace nmsgxx

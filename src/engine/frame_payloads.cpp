#include "nmsgxx/frame_payloads.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>
#include <vector>

#include "container/payload_batch.hpp"
#include "dnsqr/pairer.hpp"
#include "io/packet_filter.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "packet/captured_messages.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_reassembler.hpp"

namespace nmsgxx {
namespace {

using packet::Fragment;

/// What all have in common: the way to a frame's IP packet.
class FramesOf : public FramePayloads {
 public:
  FramesOf(MessageType type, LinkType link, VlanTags tags, io::PacketFilter filter)
      : type_(type), link_(link), tags_(tags), filter_(std::move(filter)) {}

  const FrameStats& stats() const noexcept final { return stats_; }

 protected:
  std::optional<Bytes> ip_packet_of(const Frame& frame) const noexcept { return ip_packet(link_, frame.bytes, tags_); }
  std::optional<Bytes> ip_packet_of_complete(const Frame& frame) noexcept {
    if (frame.complete()) return ip_packet_of(frame);
    stats_.cut_frames.add();
    return std::nullopt;
  }
  bool fragment_or_passes(Bytes ip_packet) const noexcept {
    if (!filter_.any()) return true;
    const auto datagram = packet::parse_ip(ip_packet);
    return (datagram && datagram->fragment != Fragment::none) || filter_.passes(ip_packet);
  }

  MessageType type_;
  LinkType link_;
  VlanTags tags_;
  io::PacketFilter filter_;
  FrameStats stats_;
};

/// A payload of a frame.
class OneOfEach : public FramesOf {
 public:
  using FramesOf::FramesOf;

  std::span<const PayloadView> convert(std::span<const Frame> frames) final {
    batch_.clear();
    for (const Frame& frame : frames) {
      if (!append(frame, batch_.octets())) continue;
      batch_.add({.time_sec = frame.time_sec, .time_nsec = frame.time_nsec, .type = type_});
    }
    return batch_.payloads();
  }

 private:
  /// False when there is nothing to append.
  virtual bool append(const Frame& frame, std::vector<std::byte>& out) = 0;

  container::PayloadBatch batch_;
};

class PacketPayloads final : public OneOfEach {
 public:
  using OneOfEach::OneOfEach;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    const auto ip = ip_packet_of_complete(frame);
    if (!ip || !fragment_or_passes(*ip)) return false;
    append_packet_message(*ip, out);
    return true;
  }
};

class PktPayloads final : public OneOfEach {
 public:
  using OneOfEach::OneOfEach;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    if (filter_.any()) {
      const auto ip = ip_packet_of(frame);
      if (!ip || !fragment_or_passes(*ip)) return false;
    }
    packet::append_pkt_message(frame.bytes, frame.original_length, out);
    return true;
  }
};

class NcapPayloads final : public OneOfEach {
 public:
  NcapPayloads(LinkType link, VlanTags tags, io::PacketFilter filter, std::size_t reassembly_octets)
      : OneOfEach(kBaseNcap, link, tags, std::move(filter)), reassembler_(reassembly_octets) {}

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    const auto ip = ip_packet_of_complete(frame);
    auto datagram = ip ? packet::parse_ip(*ip) : std::nullopt;
    if (datagram && datagram->fragment != Fragment::none) {
      const auto whole = reassembler_.add(*datagram, {frame.time_sec, frame.time_nsec});
      datagram = whole ? packet::parse_ip(whole->packet) : std::nullopt;
      stats_.lost_packets.set(reassembler_.lost());
      stats_.packets_for_room.set(reassembler_.lost_for_room());
    }
    if (!datagram || datagram->fragment != Fragment::none || !packet::parse_udp(*datagram)) return false;
    if (!filter_.passes(datagram->packet)) return false;
    packet::append_ncap_message(datagram->packet, datagram->version, out);
    return true;
  }

  packet::IpReassembler reassembler_;
};

class DnsqrPayloads final : public FramesOf {
 public:
  DnsqrPayloads(LinkType link, io::PacketFilter filter, const FramePayloadsOptions& options)
      : FramesOf(kBaseDnsqr, link, options.tags, std::move(filter)), pairer_(pairing(options)) {}

  std::span<const PayloadView> convert(std::span<const Frame> frames) override {
    for (const Frame& frame : frames) {
      const auto ip = ip_packet_of_complete(frame);
      const auto datagram = ip ? packet::parse_ip(*ip) : std::nullopt;
      if (!datagram || (datagram->fragment == Fragment::none && !filter_.passes(*ip))) continue;
      pairer_.push(*datagram, {frame.time_sec, frame.time_nsec});
    }
    stats_.lost_packets.set(pairer_.stats().lost_packets.value());
    stats_.packets_for_room.set(pairer_.stats().packets_for_room.value());
    return pairer_.take();
  }
  std::span<const PayloadView> finish() override { return pairer_.finish() ? pairer_.take() : std::span<const PayloadView>(); }

 private:
  DnsqrOptions pairing(const FramePayloadsOptions& options) {
    DnsqrOptions out = options.dnsqr;
    out.reassembly_octets = options.reassembly_octets;
    if (filter_.any()) out.accept_joined = [this](Bytes ip_packet) { return filter_.passes(ip_packet); };
    return out;
  }

  dnsqr::Pairer pairer_;
};

}  // namespace

Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link,
                                                           const FramePayloadsOptions& options) {
  const VlanTags tags = options.tags;
  auto compiled = io::PacketFilter::compile(options.filter);
  if (!compiled) return tl::unexpected(compiled.error());
  if (type == kBasePacket) return std::make_unique<PacketPayloads>(type, link, tags, std::move(*compiled));
  if (type == kBaseNcap) return std::make_unique<NcapPayloads>(link, tags, std::move(*compiled), options.reassembly_octets);
  if (type == kBaseDnsqr) return std::make_unique<DnsqrPayloads>(link, std::move(*compiled), options);
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

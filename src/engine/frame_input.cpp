#include "nmsgxx/frame_input.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>
#include <vector>

#include "container/payload_batch.hpp"
#include "dnsqr/pairer.hpp"
#include "engine/batch.hpp"
#include "io/packet_filter.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "packet/captured_messages.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_reassembler.hpp"

namespace nmsgxx {
namespace {

using container::PayloadBatch;
using packet::Fragment;

/// Makes payloads of frames.
class FramePayloads {
 public:
  FramePayloads(MessageType type, LinkType link, VlanTags tags, io::PacketFilter filter)
      : type_(type), link_(link), tags_(tags), filter_(std::move(filter)) {}
  virtual ~FramePayloads() = default;

  const FrameStats& stats() const noexcept { return stats_; }

  /// Appends the payloads that these frames make or complete.
  virtual void convert(std::span<const Frame> frames, PayloadBatch& out) {
    for (const Frame& frame : frames) {
      if (!append(frame, out.octets())) continue;
      out.add({.time_sec = frame.time_sec, .time_nsec = frame.time_nsec, .type = type_});
    }
  }
  /// Appends some of the payloads that waited for more frames, once there are no more.
  ///
  /// @return false if there are none left
  virtual bool finish(PayloadBatch&) { return false; }

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

 private:
  /// Appends a frame's message.
  ///
  /// @return false if it makes none
  virtual bool append(const Frame&, std::vector<std::byte>&) { return false; }

  MessageType type_;
  LinkType link_;
  VlanTags tags_;

 protected:
  io::PacketFilter filter_;
  FrameStats stats_;
};

class PacketPayloads final : public FramePayloads {
 public:
  using FramePayloads::FramePayloads;

 private:
  bool append(const Frame& frame, std::vector<std::byte>& out) override {
    const auto ip = ip_packet_of_complete(frame);
    if (!ip || !fragment_or_passes(*ip)) return false;
    append_packet_message(*ip, out);
    return true;
  }
};

class PktPayloads final : public FramePayloads {
 public:
  using FramePayloads::FramePayloads;

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

class NcapPayloads final : public FramePayloads {
 public:
  NcapPayloads(LinkType link, VlanTags tags, io::PacketFilter filter, std::size_t reassembly_octets)
      : FramePayloads(kBaseNcap, link, tags, std::move(filter)), reassembler_(reassembly_octets) {}

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

class DnsqrPayloads final : public FramePayloads {
 public:
  DnsqrPayloads(LinkType link, io::PacketFilter filter, const FrameInputOptions& options)
      : FramePayloads(kBaseDnsqr, link, options.tags, std::move(filter)), pairer_(pairing(options)) {}

  void convert(std::span<const Frame> frames, PayloadBatch& out) override {
    for (const Frame& frame : frames) {
      const auto ip = ip_packet_of_complete(frame);
      const auto datagram = ip ? packet::parse_ip(*ip) : std::nullopt;
      if (!datagram || (datagram->fragment == Fragment::none && !filter_.passes(*ip))) continue;
      pairer_.push(*datagram, {frame.time_sec, frame.time_nsec});
    }
    stats_.lost_packets.set(pairer_.stats().lost_packets.value());
    stats_.packets_for_room.set(pairer_.stats().packets_for_room.value());
    pairer_.take(out);
  }
  bool finish(PayloadBatch& out) override {
    if (!pairer_.finish()) return false;
    pairer_.take(out);
    return true;
  }

 private:
  DnsqrOptions pairing(const FrameInputOptions& options) {
    DnsqrOptions out = options.dnsqr;
    out.reassembly_octets = options.reassembly_octets;
    if (filter_.any()) out.accept_joined = [this](Bytes ip_packet) { return filter_.passes(ip_packet); };
    return out;
  }

  dnsqr::Pairer pairer_;
};

Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link, const FrameInputOptions& options) {
  const VlanTags tags = options.tags;
  auto filter = io::PacketFilter::compile(options.filter);
  if (!filter) return tl::unexpected(filter.error());
  if (type == kBasePacket) return std::make_unique<PacketPayloads>(type, link, tags, std::move(*filter));
  if (type == kBaseNcap) {
    return std::make_unique<NcapPayloads>(link, tags, std::move(*filter), options.reassembly_octets);
  }
  if (type == kBaseDnsqr) return std::make_unique<DnsqrPayloads>(link, std::move(*filter), options);
  if (type != kBasePkt) {
    return fail(Errc::unsupported, 0,
                fmt::format("{} {} payloads are not made of captured frames", vendor_name(type.vid), type_name(type)));
  }
  if (link != LinkType::en10mb) {
    return fail(Errc::unsupported, 0, fmt::format("base pkt takes DLT_EN10MB, not DLT_{}", to_string(link)));
  }
  return std::make_unique<PktPayloads>(type, link, tags, std::move(*filter));
}

class FrameInput final : public Input {
 public:
  FrameInput(std::string name, std::unique_ptr<PacketSource> source, std::unique_ptr<FramePayloads> payloads, unsigned threads)
      : Input(std::move(name), threads), source_(std::move(source)), converter_(std::move(payloads)) {}

  const SourceStats& stats() const noexcept override { return source_->stats(); }
  const FrameStats* frame_stats() const noexcept override { return &converter_->stats(); }
  std::optional<std::uint64_t> total_octets() const noexcept override { return source_->total_octets(); }
  std::unique_ptr<engine::Batch> make_batch() override { return std::make_unique<Batch>(*this); }

 private:
  class Batch final : public engine::Batch {
   public:
    explicit Batch(FrameInput& input) : input_(input) {}

    Result<SourceState> read() override {
      payloads_.clear();
      std::span<const Frame> frames;
      if (!input_.ended_) {
        const auto state = input_.source_->next(frames);
        if (!state) return state;
        if (*state != SourceState::ready) input_.ended_ = *state;
      }
      if (!input_.ended_) {
        input_.converter_->convert(frames, payloads_);
      } else if (!input_.converter_->finish(payloads_)) {
        return *input_.ended_;
      }
      return SourceState::ready;
    }
    bool decode_next(bool) override {
      if (!parts_.empty() || payloads_.empty()) return false;
      parts_.push_back({.views = payloads_.payloads()});
      return true;
    }
    void release() override {
      parts_.clear();
      payloads_.clear();
    }

   private:
    FrameInput& input_;
    PayloadBatch payloads_;
  };

  std::unique_ptr<PacketSource> source_;
  std::unique_ptr<FramePayloads> converter_;
  std::optional<SourceState> ended_;  // how: payloads may still wait in the converter
};

class PacketInput final : public Input {
 public:
  PacketInput(std::string name, std::unique_ptr<PacketSource> source) : Input(std::move(name), 1), source_(std::move(source)) {}

  const SourceStats& stats() const noexcept override { return source_->stats(); }
  std::optional<std::uint64_t> total_octets() const noexcept override { return source_->total_octets(); }
  std::unique_ptr<engine::Batch> make_batch() override { return std::make_unique<Batch>(*this); }

 private:
  class Batch final : public engine::Batch {
   public:
    explicit Batch(PacketInput& input) : input_(input) {}

    Result<SourceState> read() override { return input_.source_->next(frames_); }
    bool decode_next(bool) override {
      if (!parts_.empty() || frames_.empty()) return false;
      const LinkType link = input_.source_->link();
      const std::size_t size = frames_.size();
      if (views_.size() < size) views_.resize(size);
      if (packets_.size() < size) packets_.resize(size);
      for (std::size_t i = 0; i < size; ++i) {
        const Frame& frame = frames_[i];
        const auto packet = frame.complete() ? ip_packet(link, frame.bytes) : std::nullopt;
        packets_[i] = packet.value_or(Bytes());
        // The other members are those of an empty payload.
        views_[i].time_sec = frame.time_sec;
        views_[i].time_nsec = frame.time_nsec;
        views_[i].type = packet ? kBasePacket : MessageType{};
      }
      parts_.push_back({.views = std::span(views_).first(size), .packets = std::span(packets_).first(size)});
      return true;
    }
    bool borrows() const noexcept override { return true; }
    void release() override {
      parts_.clear();
      frames_ = {};
    }

   private:
    PacketInput& input_;
    std::span<const Frame> frames_;
    std::vector<PayloadView> views_;
    std::vector<Bytes> packets_;
  };

  std::unique_ptr<PacketSource> source_;
};

}  // namespace

Result<std::unique_ptr<Input>> make_frame_input(std::string name, std::unique_ptr<PacketSource> source, MessageType type,
                                                const FrameInputOptions& options) {
  return make_frame_payloads(type, source->link(), options).map([&](auto payloads) -> std::unique_ptr<Input> {
    return std::make_unique<FrameInput>(std::move(name), std::move(source), std::move(payloads), options.threads);
  });
}

std::unique_ptr<Input> make_packet_input(std::string name, std::unique_ptr<PacketSource> source) {
  return std::make_unique<PacketInput>(std::move(name), std::move(source));
}

}  // namespace nmsgxx

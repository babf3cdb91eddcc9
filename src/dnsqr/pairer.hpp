#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "container/payload_batch.hpp"
#include "dnsqr/dns_packet.hpp"
#include "dnsqr/filters.hpp"
#include "dnsqr/message.hpp"
#include "dnsqr/query_table.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_reassembler.hpp"

namespace nmsgxx::dnsqr {

/// A DnsqrPairer for packets whose headers are parsed already; see nmsgxx/dnsqr.hpp for what it does.
class Pairer {
 public:
  explicit Pairer(const DnsqrOptions& options);

  void push(const packet::IpDatagram& datagram, const Time& time);
  [[nodiscard]] bool finish();
  std::span<const PayloadView> take();
  /// The same, moved into a batch without a copy of their bytes.  What the batch held is gone.
  void take(container::PayloadBatch& out);

  const DnsqrStats& stats() const noexcept { return stats_; }
  const QueryTable& queries() const noexcept { return queries_; }

 private:
  /// A packet as it was captured, or the fragments of one and what they were reassembled to.
  struct Arrival {
    packet::IpDatagram datagram;
    Time time;
    std::span<const TimedPacket> packets;
  };

  std::optional<Arrival> reassemble(const packet::IpDatagram& fragment, const Time& time);
  void handle(const Arrival& arrival);
  void handle_udp(const Arrival& arrival, const UdpMessage& message);
  void add_query(const Arrival& arrival, const UdpMessage& message);
  void pair_response(const Arrival& arrival, const UdpMessage& message);
  void emit_unpaired(const Arrival& arrival, const UdpMessage& message);
  void emit_response(Message message, const Arrival& response, const Time& time);
  void emit_unanswered(const Query& query);
  void emit(Message message, const Time& time);
  void evict_oldest();
  void evict_excess();
  std::span<const TimedPacket> anonymized(std::span<const TimedPacket> packets, Side side);
  bool selects(bool recursion_desired, const std::optional<dns::Question>& question) const;
  packet::UdpChecksum checksum_of(const Arrival& arrival);

  DnsqrOptions options_;
  DnsqrStats stats_;
  NameFilter names_;
  QueryTable queries_;
  packet::IpReassembler reassembler_;
  Time now_;  // of the last packet
  container::PayloadBatch messages_;
  bool taken_ = false;
  // Kept for the memory that they have.
  std::vector<TimedPacket> packets_;
  std::vector<Bytes> packet_bytes_;
  std::vector<std::byte> query_bytes_;
  AnonymizedPackets copies_;
};

}  // namespace nmsgxx::dnsqr

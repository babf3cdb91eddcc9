#pragma once

#include <memory>
#include <span>
#include <string>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// What did not become a payload.
struct FrameStats {
  Counter cut_frames;        ///< that the capture cut short
  Counter lost_packets;      ///< whose fragments do not fit together or did not all come
  Counter packets_for_room;  ///< of these, given up for others: there were too many fragments at once
};

/// What fragments of IP packets take at once, unless said otherwise.
inline constexpr std::size_t kIpReassemblyOctets = std::size_t{32} << 20;

/// Makes payloads of captured frames, as nmsgtool does of its -p and -i inputs.
///
/// Threads: one at a time; the stats may be read by any.
class FramePayloads {
 public:
  virtual ~FramePayloads() = default;

  /// @return the payloads that these frames give or complete; valid until the next call
  virtual std::span<const PayloadView> convert(std::span<const Frame> frames) = 0;
  /// The same of what waited for more, once there are no more frames: some of it, and with the last call nothing.
  virtual std::span<const PayloadView> finish() { return {}; }
  virtual const FrameStats& stats() const noexcept = 0;
};

/// What payloads may be made of, and how.
struct FramePayloadsOptions {
  VlanTags tags = VlanTags::one;  ///< frames with others have no IP packet
  /// A BPF expression over IP packets; empty for none.  Fragments pass, but a datagram that is joined of them must satisfy it.
  std::string filter{};
  std::size_t reassembly_octets = kIpReassemblyOctets;  ///< most that fragments take at once; the oldest packets make room
  DnsqrOptions dnsqr{};  ///< its accept_joined and reassembly_octets are set by the filter and the member above
};

/// base:packet: each complete frame's IP packet, whatever it is.
/// base:pkt:    each Ethernet frame as it is, cut ones, too.
/// base:ncap:   each UDP datagram of complete frames, those in fragments joined.
/// base:dnsqr:  what a DnsqrPairer makes of the IP packets of complete frames.
///
/// The payloads of the first three have their frame's time.
///
/// Errors: unsupported (another type, a link type that base:pkt does not take, a filter without libpcap), bad_argument (a
/// filter that does not compile).
Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link,
                                                           const FramePayloadsOptions& options);

}  // namespace nmsgxx

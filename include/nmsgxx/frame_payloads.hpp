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
  Counter cut_frames;        ///< frames that the capture truncated
  Counter lost_packets;      ///< packets whose fragments do not fit together or are incomplete
  Counter packets_for_room;  ///< those of them that were dropped because the fragments took too much memory
};

/// The default bound of the memory that fragments of IP packets take, in bytes.
inline constexpr std::size_t kIpReassemblyOctets = std::size_t{32} << 20;

/// Converts captured frames to payloads, as nmsgtool does for its -p and -i inputs.
///
/// Threads: one at a time; the statistics may be read by any.
class FramePayloads {
 public:
  virtual ~FramePayloads() = default;

  /// Returns the payloads that these frames contain or complete.  They are valid until the next call.
  virtual std::span<const PayloadView> convert(std::span<const Frame> frames) = 0;
  /// Must be called after the last frame, until it returns nothing: each call returns some of the payloads that were waiting
  /// for more frames.
  virtual std::span<const PayloadView> finish() { return {}; }
  virtual const FrameStats& stats() const noexcept = 0;
};

struct FramePayloadsOptions {
  VlanTags tags = VlanTags::one;  ///< frames with other tags have no IP packet
  /// A BPF expression over IP packets; empty for none.  Fragments pass, but a datagram that is reassembled must match.
  std::string filter{};
  std::size_t reassembly_octets = kIpReassemblyOctets;  ///< bound for all fragments, in bytes; beyond it the oldest are dropped
  DnsqrOptions dnsqr{};  ///< its accept_joined and reassembly_octets are replaced by the filter and the member above
};

/// Creates a converter to one of these message types:
///
///   base:packet  the IP packet of each complete frame, whatever it is
///   base:pkt     each Ethernet frame as it is, even if truncated
///   base:ncap    each UDP datagram of complete frames, reassembled if need be
///   base:dnsqr   what a DnsqrPairer produces from the IP packets of complete frames
///
/// The payloads of the first three have the time of their frame.
///
/// Errors: unsupported (another type, a link type that base:pkt does not take, or a filter without libpcap), bad_argument (a
/// filter that does not compile).
Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link,
                                                           const FramePayloadsOptions& options);

}  // namespace nmsgxx

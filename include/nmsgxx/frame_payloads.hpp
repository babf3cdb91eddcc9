#pragma once

#include <memory>
#include <span>
#include <string>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// What did not become a payload.
struct FrameStats {
  Counter cut_frames;    ///< that the capture cut short
  Counter lost_packets;  ///< whose fragments do not fit together or did not all come
};

/// Makes payloads of captured frames, as nmsgtool does of its -p and -i inputs.
///
/// Threads: one at a time; the stats may be read by any.
class FramePayloads {
 public:
  virtual ~FramePayloads() = default;

  /// @return the payloads that these frames give or complete, each with its frame's time; valid until the next call
  virtual std::span<const PayloadView> convert(std::span<const Frame> frames) = 0;
  virtual const FrameStats& stats() const noexcept = 0;
};

/// base:packet: each complete frame's IP packet, whatever it is.
/// base:pkt:    each Ethernet frame as it is, cut ones, too.
/// base:ncap:   each UDP datagram of complete frames, those in fragments joined.
///
/// @param tags    frames with others have no IP packet
/// @param filter  a BPF expression over IP packets; empty for none.  Fragments pass, but a datagram that is joined of them
///                must satisfy it
/// Errors: unsupported (another type, a link type that base:pkt does not take, a filter without libpcap), bad_argument (a
/// filter that does not compile).
Result<std::unique_ptr<FramePayloads>> make_frame_payloads(MessageType type, LinkType link, VlanTags tags,
                                                           const std::string& filter);

}  // namespace nmsgxx

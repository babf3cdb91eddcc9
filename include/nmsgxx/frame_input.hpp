#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "nmsgxx/engine_input.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// Frames that did not become payloads. Any thread may read it.
struct FrameStats {
  Counter cut_frames;        ///< frames that the capture truncated
  Counter lost_packets;      ///< packets whose fragments do not fit together or are incomplete
  Counter packets_for_room;  ///< those of them that were dropped because the fragments took too much memory
};

/// The default bound of the memory that fragments of IP packets take, in bytes.
inline constexpr std::size_t kIpReassemblyOctets = std::size_t{32} << 20;

/// What payloads are made of frames, and how.
struct FrameInputOptions {
  VlanTags tags = VlanTags::one;  ///< frames with others have no IP packet
  /// A BPF expression over IP packets; empty for none. Fragments pass, but a datagram that is joined of them must satisfy it.
  std::string filter{};
  std::size_t reassembly_octets = kIpReassemblyOctets;  ///< bound for all fragments, in bytes; beyond it the oldest are dropped
  DnsqrOptions dnsqr{};  ///< its accept_joined and reassembly_octets are replaced by the filter and the member above
  unsigned threads = 1;  ///< threads that encode the payloads, when there is more than one
};

/// An input of captured frames, made into payloads as nmsgtool does for its -p and -i inputs.
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
Result<std::unique_ptr<Input>> make_frame_input(std::string name, std::unique_ptr<PacketSource> source, MessageType type,
                                                const FrameInputOptions& options);

/// An input of captured frames for a five-tuple output, which takes their IP packets from where they are. A frame without a
/// complete IP packet becomes a payload of no type.
std::unique_ptr<Input> make_packet_input(std::string name, std::unique_ptr<PacketSource> source);

}  // namespace nmsgxx

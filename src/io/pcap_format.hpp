#pragma once

#include <cstddef>
#include <cstdint>

// The forms of capture files: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng).  This header needs no
// libpcap.
namespace nmsgxx::io {

// How a pcap file begins, in the byte order of the machine that wrote it
// (https://www.tcpdump.org/manpages/pcap-savefile.5.html).
inline constexpr std::uint32_t kPcapMicroseconds = 0xA1B2C3D4;
inline constexpr std::uint32_t kPcapNanoseconds = 0xA1B23C4D;
inline constexpr std::uint32_t kPcapKuznetzov = 0xA1B2CD34;  // with more fields in each record's header
inline constexpr std::size_t kPcapFileHeader = 24;

// A record: seconds, fraction, captured length, original length; then the captured bytes.
inline constexpr std::size_t kPcapRecordHeader = 16;
inline constexpr std::size_t kPcapCapturedLength = 8;   // its offset
inline constexpr std::size_t kPcapFrameMost = 262'144;  // libpcap's largest frame

// A pcapng block: type and total length; then its content, and the total length again.
inline constexpr std::uint32_t kPcapngSection = 0x0A0D0D0A;  // a palindrome: the same in either byte order
inline constexpr std::size_t kPcapngBlockHeader = 8;
inline constexpr std::size_t kPcapngBlockLeast = 12;

/// Returns whether a pcapng block of this type has a frame: a Packet, Simple Packet or Enhanced Packet Block.
constexpr bool is_packet_block(std::uint32_t type) noexcept {
  return type == 2 || type == 3 || type == 6;
}

}  // namespace nmsgxx::io

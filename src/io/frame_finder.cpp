#include "io/frame_finder.hpp"

#include <cstring>

namespace nmsgxx::io {
namespace {

// pcap: seconds, fraction, captured length, original length (draft-ietf-opsawg-pcap, 5).
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kCapturedLength = 8;

// pcapng: type and total length, which stands at the block's end as well (draft-ietf-opsawg-pcapng, 3.1).
constexpr std::size_t kBlockHeader = 8;
constexpr std::size_t kBlockLeast = 12;

// Packet, Simple Packet and Enhanced Packet Block.
bool holds_frame_of(std::uint32_t type) noexcept {
  return type == 2 || type == 3 || type == 6;
}

}  // namespace

bool FrameFinder::holds_frame(Bytes unread) const noexcept {
  if (pcapng_) return holds_packet_block(unread);
  if (unread.size() < kRecordHeader) return false;
  return unread.size() - kRecordHeader >= load(unread.data() + kCapturedLength);
}

// libpcap passes over other blocks in search of a packet.
bool FrameFinder::holds_packet_block(Bytes unread) const noexcept {
  while (unread.size() >= kBlockHeader) {
    const std::uint32_t type = load(unread.data());
    const std::uint32_t size = load(unread.data() + 4);
    if (size < kBlockLeast) return true;  // no block: libpcap says so at once
    if (size > unread.size()) return false;
    if (holds_frame_of(type)) return true;
    unread = unread.subspan(size);
  }
  return false;
}

std::uint32_t FrameFinder::load(const std::byte* at) const noexcept {
  std::uint32_t number = 0;
  std::memcpy(&number, at, sizeof number);
  return swapped_ ? __builtin_bswap32(number) : number;
}

}  // namespace nmsgxx::io

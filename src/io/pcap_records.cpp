#include "io/pcap_records.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace nmsgxx::io {

std::optional<PcapRecords> PcapRecords::of(Bytes file) noexcept {
  struct {
    std::uint32_t magic;
    std::uint16_t major, minor;
    std::uint32_t unused[2];
    std::int32_t snap_length;
    std::uint32_t link;
  } header;
  static_assert(sizeof header == kPcapFileHeader);
  if (file.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, file.data(), sizeof header);
  if (header.magic != kPcapMicroseconds && header.magic != kPcapNanoseconds) return std::nullopt;
  if (header.major != 2 || header.minor != 4 || header.snap_length <= 0) return std::nullopt;
  return PcapRecords(std::min(static_cast<std::size_t>(header.snap_length), kPcapFrameMost),
                     header.magic == kPcapNanoseconds ? 1 : 1000);
}

std::optional<PcapRecords::Record> PcapRecords::first(Bytes unread) const noexcept {
  if (unread.size() < kPcapRecordHeader) return std::nullopt;
  std::array<std::int32_t, 4> words{};
  std::memcpy(words.data(), unread.data(), sizeof words);
  const auto captured = static_cast<std::uint32_t>(words[2]);
  if (captured > std::min(frame_most_, unread.size() - kPcapRecordHeader)) return std::nullopt;
  Record record{};
  record.header.ts = {words[0], suseconds_t{words[1]} * fraction_};
  record.header.caplen = captured;
  record.header.len = static_cast<std::uint32_t>(words[3]);
  record.frame = reinterpret_cast<const u_char*>(unread.data() + kPcapRecordHeader);
  record.size = kPcapRecordHeader + captured;
  return record;
}

bool FrameFinder::holds_frame(Bytes unread) const noexcept {
  if (pcapng_) return holds_packet_block(unread);
  if (unread.size() < kPcapRecordHeader) return false;
  return unread.size() - kPcapRecordHeader >= load(unread.data() + kPcapCapturedLength);
}

// libpcap skips other blocks until it finds a frame.
bool FrameFinder::holds_packet_block(Bytes unread) const noexcept {
  while (unread.size() >= kPcapngBlockHeader) {
    const std::uint32_t type = load(unread.data());
    const std::uint32_t size = load(unread.data() + 4);
    if (size < kPcapngBlockLeast) return true;  // malformed: libpcap reports it without waiting
    if (size > unread.size()) return false;
    if (is_packet_block(type)) return true;
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

#include "io/pcap_records.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace nmsgxx::io {

// draft-ietf-opsawg-pcap, 4.
std::optional<PcapRecords> PcapRecords::of(Bytes file) noexcept {
  enum : std::uint32_t { kMicroseconds = 0xA1B2C3D4, kNanoseconds = 0xA1B23C4D };
  struct {
    std::uint32_t magic;
    std::uint16_t major, minor;
    std::uint32_t unused[2];
    std::int32_t snap_length;
    std::uint32_t link;
  } header;
  static_assert(sizeof header == kFileHeader);
  if (file.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, file.data(), sizeof header);
  if (header.magic != kMicroseconds && header.magic != kNanoseconds) return std::nullopt;
  if (header.major != 2 || header.minor != 4 || header.snap_length <= 0) return std::nullopt;
  return PcapRecords(std::min(static_cast<std::size_t>(header.snap_length), kFrameMost),
                     header.magic == kNanoseconds ? 1 : 1000);
}

// draft-ietf-opsawg-pcap, 5.
std::optional<PcapRecords::Record> PcapRecords::first(Bytes unread) const noexcept {
  if (unread.size() < kRecordHeader) return std::nullopt;
  std::array<std::int32_t, 4> words{};
  std::memcpy(words.data(), unread.data(), sizeof words);
  const auto captured = static_cast<std::uint32_t>(words[2]);
  if (captured > std::min(frame_most_, unread.size() - kRecordHeader)) return std::nullopt;
  Record record{};
  record.header.ts = {words[0], suseconds_t{words[1]} * fraction_};
  record.header.caplen = captured;
  record.header.len = static_cast<std::uint32_t>(words[3]);
  record.frame = reinterpret_cast<const u_char*>(unread.data() + kRecordHeader);
  record.size = kRecordHeader + captured;
  return record;
}

}  // namespace nmsgxx::io

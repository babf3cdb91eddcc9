#include "nmsgxx/header.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/endian.hpp"
#include "container/header_layout.hpp"

namespace nmsgxx {
namespace {

// Describes a version that cannot be read.  Of version 3 the compression is known.
std::string describe_version(const Header& header) {
  constexpr const char* kCodecs[] = {nullptr, "zlib", "zstd", "lz4", "lz4hc"};
  std::string text = "version " + std::to_string(header.version);
  const unsigned codec = header.flags >> 2U & 7U;
  if (header.version != container::kVersion3 || codec == 0) return text;
  return text + ", " + (codec < std::size(kCodecs) ? kCodecs[codec] : "compression " + std::to_string(codec));
}

}  // namespace

Result<Header> parse_header(Bytes bytes) {
  if (!container::begins_with_magic(bytes)) return fail(Errc::bad_magic);
  if (bytes.size() < container::kVersionOffset + 1) return fail(Errc::truncated, bytes.size());
  Header header;
  header.flags = static_cast<std::uint8_t>(bytes[container::kFlagsOffset]);
  header.version = static_cast<std::uint8_t>(bytes[container::kVersionOffset]);
  if (!container::is_known_version(header)) {
    return fail(Errc::bad_version, container::kVersionOffset, describe_version(header));
  }
  if (bytes.size() < header.size()) return fail(Errc::truncated, bytes.size());
  const std::byte* length = bytes.data() + container::kLengthOffset;
  header.length = header.version == 1 ? base::load_big<std::uint16_t>(length) : base::load_big<std::uint32_t>(length);
  return header;
}

void write_header(const Header& header, std::span<std::byte, kHeaderSize> out) noexcept {
  std::ranges::copy(std::as_bytes(std::span(container::kMagic)), out.data());
  out[container::kFlagsOffset] = static_cast<std::byte>(header.flags);
  out[container::kVersionOffset] = static_cast<std::byte>(2);
  base::store_big(out.data() + container::kLengthOffset, header.length);
}

}  // namespace nmsgxx

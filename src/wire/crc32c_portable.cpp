#include <array>
#include <cstddef>

#include "base/endian.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::wire {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;
constexpr std::size_t kSlices = 8;

using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// tables[k][n] is the CRC of byte n followed by k zero bytes.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t crc = n;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    tables[0][n] = crc;
  }
  for (std::size_t k = 1; k < kSlices; ++k) {
    for (std::size_t n = 0; n < 256; ++n) {
      const std::uint32_t before = tables[k - 1][n];
      tables[k][n] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

std::uint32_t crc32c_portable(Bytes bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFF;
  const std::byte* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= kSlices; at += kSlices, left -= kSlices) {
    const std::uint64_t word = base::load_little<std::uint64_t>(at) ^ crc;
    crc = 0;
    for (std::size_t k = 0; k < kSlices; ++k) crc ^= kTables[kSlices - 1 - k][word >> (8 * k) & 0xFF];
  }
  for (; left > 0; ++at, --left) crc = (crc >> 8) ^ kTables[0][(crc ^ static_cast<std::uint32_t>(*at)) & 0xFF];
  return ~crc;
}

}  // namespace nmsgxx::wire

#include "wire/crc32c.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/octets.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// The kernels that this CPU supports, and the one that crc32c() chose.
std::vector<wire::Crc32cKernel> kernels() {
  std::vector<wire::Crc32cKernel> out = {{"chosen", base::InstructionSet::portable, wire::crc32c}};
  for (const auto& kernel : wire::crc32c_kernels()) out.push_back(kernel);
  return out;
}

std::uint32_t bit_by_bit(Bytes bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::byte b : bytes) {
    crc ^= std::to_integer<std::uint32_t>(b);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
  }
  return ~crc;
}

Octets counting(unsigned from, unsigned to) {
  Octets out;
  for (unsigned n = from; n != to; n += from < to ? 1U : -1U) out.push_back(static_cast<std::byte>(n));
  out.push_back(static_cast<std::byte>(to));
  return out;
}

Octets text(std::string_view letters) {
  const Bytes bytes = as_bytes(letters);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("crc32c_kernels: the last kernel is the portable one") {
  std::string names;
  for (const auto& kernel : wire::crc32c_kernels()) names += std::string(" ") + kernel.name;
  MESSAGE("kernels:" << names);
  CHECK(names.ends_with(" portable"));
}

TEST_CASE("crc32c: every kernel gives the known answers") {
  struct Case {
    const char* name;
    Octets bytes;
    std::uint32_t want;
  };
  const Case cases[] = {
      // RFC 3720 B.4.  It prints the bytes of a CRC as they are sent, the lowest first.
      {"32 bytes of zeros", std::vector(32, std::byte{0x00}), 0x8A9136AA},
      {"32 bytes of ones", std::vector(32, std::byte{0xFF}), 0x62A8AB43},
      {"32 bytes, rising", counting(0x00, 0x1F), 0x46DD794E},
      {"32 bytes, falling", counting(0x1F, 0x00), 0x113FDB5C},
      {"iSCSI read command",
       unhex("01C00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018 28000000 00000000 02000000 00000000"),
       0xD9963A56},
      {"check value of CRC catalogues", text("123456789"), 0xE3069283},
      {"nothing", {}, 0x00000000},
      {"one letter", text("a"), 0xC1D04330},
      {"a base:logline message", unhex("0A0564656D6F00 12046F6E6500"), 0x8355C80A},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(bit_by_bit(c.bytes) == c.want);
      for (const wire::Crc32cKernel& kernel : kernels()) {
        INFO(kernel.name);
        CHECK(kernel(c.bytes) == c.want);
      }
    }
  }
}

TEST_CASE("crc32c: all kernels agree at every length and alignment") {
  Random random(2);
  const auto bytes = noise(random, 300);
  for (std::size_t from = 0; from < 16; ++from) {
    for (std::size_t size = 0; size < 100; ++size) {
      const Bytes part = Bytes(bytes).subspan(from, size);
      const std::uint32_t want = bit_by_bit(part);
      for (const wire::Crc32cKernel& kernel : kernels()) {
        INFO(kernel.name);
        CHECK(kernel(part) == want);
      }
    }
  }
}

TEST_CASE("crc32c: all kernels agree on random bytes") {
  Random random(3);
  const auto bytes = noise(random, 1 << 17);
  for (int i = 0; i < 200; ++i) {
    const std::size_t from = below(random, bytes.size());
    const Bytes part = Bytes(bytes).subspan(from, below(random, bytes.size() - from) >> below(random, 12));
    const std::uint32_t want = bit_by_bit(part);
    for (const wire::Crc32cKernel& kernel : kernels()) {
      INFO(kernel.name);
      CAPTURE(part.size());
      CHECK(kernel(part) == want);
    }
  }
}

}  // namespace nmsgxx::test

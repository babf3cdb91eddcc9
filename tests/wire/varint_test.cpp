#include "wire/varint.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <vector>

#include "support/octets.hpp"
#include "support/proto_writer.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

struct Read {
  std::uint64_t value;
  std::size_t size;
  friend bool operator==(const Read&, const Read&) = default;
};

std::optional<Read> read(const Octets& bytes, std::size_t max_size = wire::kVarintMax) {
  Read out{};
  const std::byte* end = wire::read_varint(bytes.data(), bytes.data() + bytes.size(), out.value, max_size);
  if (end == nullptr) return std::nullopt;
  out.size = static_cast<std::size_t>(end - bytes.data());
  return out;
}

Octets write(std::uint64_t value) {
  Octets out(wire::kVarintMax);
  out.resize(static_cast<std::size_t>(wire::write_varint(out.data(), value) - out.data()));
  return out;
}

// The values on both sides of each power of two.
std::vector<std::uint64_t> edges() {
  std::vector<std::uint64_t> out = {0, kMax};
  for (unsigned width = 0; width < 64; ++width) {
    const std::uint64_t power = std::uint64_t{1} << width;
    out.insert(out.end(), {power - 1, power, power + 1});
  }
  return out;
}

}  // namespace

TEST_CASE("read_varint: reads up to the size limit and rejects longer or truncated varints") {
  struct Case {
    const char* name;
    std::string_view hex;
    std::size_t max_size;
    std::optional<Read> want;
  };
  static const Case cases[] = {
      {"zero", "00", 10, Read{0, 1}},
      {"one byte", "7F", 10, Read{127, 1}},
      {"more bytes after it", "7F FF", 10, Read{127, 1}},
      {"two bytes", "80 01", 10, Read{128, 2}},
      {"the protobuf manual's 150", "96 01", 10, Read{150, 2}},
      {"longer than needed", "81 80 80 00", 10, Read{1, 4}},
      {"zero in ten bytes", "80 80 80 80 80 80 80 80 80 00", 10, Read{0, 10}},
      {"all bits", "FF FF FF FF FF FF FF FF FF 01", 10, Read{kMax, 10}},
      {"bits beyond 64 are ignored", "FF FF FF FF FF FF FF FF FF 7F", 10, Read{kMax, 10}},
      {"eleven bytes", "80 80 80 80 80 80 80 80 80 80 01", 10, std::nullopt},
      {"eleven bytes, all ones", "FF FF FF FF FF FF FF FF FF FF 01", 10, std::nullopt},
      {"nothing", "", 10, std::nullopt},
      {"truncated after the first byte", "80", 10, std::nullopt},
      {"truncated after the ninth byte", "80 80 80 80 80 80 80 80 80", 10, std::nullopt},
      {"five of five", "FF FF FF FF 0F", 5, Read{0xFFFFFFFF, 5}},
      {"35 bits of five", "FF FF FF FF 7F", 5, Read{0x7FFFFFFFF, 5}},
      {"six of five", "80 80 80 80 80 01", 5, std::nullopt},
      {"truncated, of five", "80 80 80 80", 5, std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(read(unhex(c.hex), c.max_size) == c.want);
    }
  }
}

TEST_CASE("write_varint: writes the shortest form at every width") {
  for (const std::uint64_t value : edges()) {
    CAPTURE(value);
    const auto bytes = write(value);
    CHECK(bytes == ProtoWriter().bare_varint(value).message());
    CHECK(bytes.size() == wire::varint_size(value));
    CHECK(read(bytes) == Read{value, bytes.size()});
    CHECK(read(bytes, wire::kVarint32Max).has_value() == (bytes.size() <= wire::kVarint32Max));
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      CHECK(read(std::vector(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut))) == std::nullopt);
    }
    for (std::size_t width = bytes.size(); width <= wire::kVarintMax; ++width) {
      CHECK(read(ProtoWriter().bare_varint(value, width).message()) == Read{value, width});
    }
  }
}

TEST_CASE("write_varint: random values are read back") {
  Random random(1);
  std::size_t wrong = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t value = any_number(random);
    const auto bytes = write(value);
    wrong += bytes.size() != wire::varint_size(value) || read(bytes) != Read{value, bytes.size()};
  }
  CHECK(wrong == 0);
}

}  // namespace nmsgxx::test

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
  std::size_t octets;
  friend bool operator==(const Read&, const Read&) = default;
};

std::optional<Read> read(const Octets& bytes, std::size_t most = wire::kVarintMax) {
  Read out{};
  const std::byte* behind = wire::read_varint(bytes.data(), bytes.data() + bytes.size(), out.value, most);
  if (behind == nullptr) return std::nullopt;
  out.octets = static_cast<std::size_t>(behind - bytes.data());
  return out;
}

Octets write(std::uint64_t value) {
  Octets out(wire::kVarintMax);
  out.resize(static_cast<std::size_t>(wire::write_varint(out.data(), value) - out.data()));
  return out;
}

// Both sides of each edge between two widths.
std::vector<std::uint64_t> edges() {
  std::vector<std::uint64_t> out = {0, kMax};
  for (unsigned width = 0; width < 64; ++width) {
    const std::uint64_t power = std::uint64_t{1} << width;
    out.insert(out.end(), {power - 1, power, power + 1});
  }
  return out;
}

}  // namespace

TEST_CASE("reading varints") {
  struct Case {
    std::string_view name;
    std::string_view hex;
    std::size_t most;
    std::optional<Read> want;
  };
  static const Case cases[] = {
      {"zero", "00", 10, Read{0, 1}},
      {"one octet", "7F", 10, Read{127, 1}},
      {"octets behind it", "7F FF", 10, Read{127, 1}},
      {"two octets", "80 01", 10, Read{128, 2}},
      {"the protobuf manual's 150", "96 01", 10, Read{150, 2}},
      {"longer than needed", "81 80 80 00", 10, Read{1, 4}},
      {"zero in ten octets", "80 80 80 80 80 80 80 80 80 00", 10, Read{0, 10}},
      {"all bits", "FF FF FF FF FF FF FF FF FF 01", 10, Read{kMax, 10}},
      {"bits above 64 are dropped", "FF FF FF FF FF FF FF FF FF 7F", 10, Read{kMax, 10}},
      {"eleven octets", "80 80 80 80 80 80 80 80 80 80 01", 10, std::nullopt},
      {"eleven octets, all ones", "FF FF FF FF FF FF FF FF FF FF 01", 10, std::nullopt},
      {"nothing", "", 10, std::nullopt},
      {"cut behind the first octet", "80", 10, std::nullopt},
      {"cut behind the ninth octet", "80 80 80 80 80 80 80 80 80", 10, std::nullopt},
      {"five of five", "FF FF FF FF 0F", 5, Read{0xFFFFFFFF, 5}},
      {"35 bits of five", "FF FF FF FF 7F", 5, Read{0x7FFFFFFFF, 5}},
      {"six of five", "80 80 80 80 80 01", 5, std::nullopt},
      {"cut, of five", "80 80 80 80", 5, std::nullopt},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(read(unhex(c.hex), c.most) == c.want);
  }
}

TEST_CASE("varints of every width are written in their shortest form and read back") {
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

TEST_CASE("random varints are read back") {
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

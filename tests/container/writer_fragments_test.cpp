#include <doctest/doctest.h>

#include <algorithm>

#include "base/endian.hpp"
#include "container/payloads.hpp"
#include "container/recording_sink.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/writer.hpp"
#include "support/test_data.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::size_t kPiece = kLimitMin - 32;

// What a writer writes for a payload of `size` bytes, of which only the last `soft` can be compressed.
std::vector<Octets> written(std::size_t size, bool zlib, std::size_t soft = 0) {
  OwnedPayload payload{{.time_sec = 1, .type = {1, 6}, .has_bytes = true}, {}};
  Random random(41);
  payload.octets = noise(random, size);
  std::fill(payload.octets.end() - static_cast<std::ptrdiff_t>(soft), payload.octets.end(), std::byte{'s'});
  RecordingSink sink;
  ContainerWriter writer({.limit = kLimitMin, .zlib = zlib}, sink);
  REQUIRE(writer.add(payload.view()).has_value());
  REQUIRE(writer.flush().has_value());
  CHECK(writer.containers() == 1);
  return sink.written;
}

nmsg::NmsgFragment message_of(const Octets& container) {
  nmsg::NmsgFragment out;
  REQUIRE(out.ParseFromArray(container.data() + kHeaderSize, static_cast<int>(container.size() - kHeaderSize)));
  return out;
}

std::size_t payloads_of(const std::vector<Octets>& containers) {
  ContainerDecoder decoder({});
  std::size_t payloads = 0;
  for (const Octets& container : containers) {
    const auto view = decoder.decode(parse_header(container).value(), Bytes(container).subspan(kHeaderSize), {}, {});
    REQUIRE(view.has_value());
    if (*view) payloads += (*view)->size();
  }
  CHECK(decoder.pending_fragments() == 0);
  return payloads;
}

}  // namespace

TEST_CASE("ContainerWriter: splits a body into full pieces and a rest") {
  // A payload of N bytes gives a body of N + 23 bytes, including its CRC.
  struct Case {
    const char* name;
    std::size_t body;
    std::vector<std::size_t> pieces;
  };
  const Case cases[] = {
      {"one byte over one piece", kPiece + 23, {kPiece, 23}},
      {"two pieces exactly", 2 * kPiece, {kPiece, kPiece}},
      {"one byte more", 2 * kPiece + 1, {kPiece, kPiece, 1}},
      {"one byte less", 2 * kPiece - 1, {kPiece, kPiece - 1}},
      {"five pieces exactly", 5 * kPiece, {kPiece, kPiece, kPiece, kPiece, kPiece}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto containers = written(c.body - 23, false);
      std::vector<std::size_t> sizes;
      std::string body;
      for (const Octets& container : containers) {
        const auto fragment = message_of(container);
        CHECK(fragment.current() == sizes.size());
        CHECK(fragment.last() == c.pieces.size() - 1);
        CHECK(fragment.id() == message_of(containers[0]).id());
        CHECK(fragment.crc() == message_of(containers[0]).crc());
        CHECK(fragment.SerializeAsString().size() + kHeaderSize == container.size());
        sizes.push_back(fragment.fragment().size());
        body += fragment.fragment();
      }
      CHECK(sizes == c.pieces);
      CHECK(message_of(containers[0]).crc() == base::swap_bytes(wire::crc32c(as_bytes(body))));
      CHECK(nmsg::Nmsg().ParseFromString(body));
    }
  }
}

TEST_CASE("ContainerWriter: its fragments give the payload in any order") {
  Random random(42);
  for (const bool zlib : {false, true}) {
    auto containers = written(3000, zlib);
    CHECK(containers.size() > 5);
    for (int i = 0; i < 50; ++i) {
      std::shuffle(containers.begin(), containers.end(), random);
      CHECK(payloads_of(containers) == 1);
    }
  }
}

TEST_CASE("ContainerWriter: writes no fragments if compression makes the body small enough") {
  const auto containers = written(4000, true, 4000);
  REQUIRE(containers.size() == 1);
  CHECK(parse_header(containers[0])->flags == kFlagZlib);
  CHECK(payloads_of(containers) == 1);
}

TEST_CASE("ContainerWriter: never writes a message as a single fragment") {
  std::size_t cut = 0, whole = 0, exact = 0;
  for (std::size_t hard = 410; hard < 430; ++hard) {
    for (std::size_t soft = 400; soft < 410; ++soft) {
      const auto containers = written(hard + soft, true, soft);
      const bool is_cut = parse_header(containers[0])->fragment();
      if (is_cut) CHECK(message_of(containers[0]).last() > 0);
      ++(is_cut ? cut : whole);
      exact += containers[0].size() == kHeaderSize + kPiece;
      CHECK(payloads_of(containers) == 1);
    }
  }
  CHECK(cut > 50);
  CHECK(whole > 50);
  CHECK(exact > 0);
}

TEST_CASE("ContainerWriter: sets both flags on compressed fragments") {
  for (const Octets& container : written(3000, true)) CHECK(parse_header(container)->flags == (kFlagZlib | kFlagFragment));
  for (const Octets& container : written(3000, false)) CHECK(parse_header(container)->flags == kFlagFragment);
}

TEST_CASE("ContainerWriter: the largest index fits into the space that pieces leave") {
  const auto containers = written(16'384 * kPiece - 30, false);
  CHECK(containers.size() == 16'384);
  CHECK(std::ranges::all_of(containers, [](const Octets& container) { return container.size() <= kLimitMin; }));
  CHECK(payloads_of(containers) == 1);
}

TEST_CASE("ContainerWriter: every fragmented message has its own id") {
  CHECK(message_of(written(1000, false)[0]).id() != message_of(written(1000, false)[0]).id());
}

}  // namespace nmsgxx::test

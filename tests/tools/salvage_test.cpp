#include "salvage.hpp"

#include <doctest/doctest.h>

#include "container/build.hpp"
#include "container/recording_sink.hpp"
#include "inputs.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {

using namespace tools;

namespace {

constexpr unsigned kFragmentFlag = 2;

Octets joined(const std::vector<Octets>& parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// A container of one payload whose CRC, if it has one, is right or wrong.
Octets container_with_crcs(const std::vector<std::pair<const char*, bool>>& payloads) {
  ProtoWriter body;
  for (const auto& [text, good] : payloads) body.bytes(1, logline(as_bytes(text)));
  for (const auto& [text, good] : payloads) body.varint(2, stored_crc(as_bytes(text)) + (good ? 0 : 1));
  return container(body.message());
}

/// The containers of one message in two fragments.
std::vector<Octets> fragments_of(Bytes body, std::uint32_t id) {
  const Bytes first = body.first(body.size() / 2);
  const Bytes second = body.subspan(body.size() / 2);
  return {container(fragment({.id = id, .current = 0, .last = 1, .octets = first}), kFragmentFlag),
          container(fragment({.id = id, .current = 1, .last = 1, .octets = second}), kFragmentFlag)};
}

struct Outcome {
  Octets written;
  std::vector<Damage> damage;
  Salvaged sums;
  Result<void> result;
};

Outcome salvage_bytes(Bytes input, RecordingSink sink = RecordingSink()) {
  const Folder folder;
  FilesInUse files;
  const Wakeup never;
  auto source = open_containers(folder.file("damaged", input), files, {}, never, [](const Error&) {});
  REQUIRE(source.has_value());
  Outcome outcome;
  outcome.result = salvage(
      **source, sink, [&](const Damage& damage) { outcome.damage.push_back(damage); }, outcome.sums);
  outcome.written = joined(sink.written);
  return outcome;
}

const Octets kOne = container(body_of("one"));
const Octets kTwo = container(body_of("another one"));

}  // namespace

TEST_CASE("salvage: copies intact containers byte for byte") {
  const Octets input = joined({kOne, kTwo});
  const Outcome outcome = salvage_bytes(input);
  CHECK(outcome.result.has_value());
  CHECK(outcome.written == input);
  CHECK(outcome.damage.empty());
  CHECK(outcome.sums.containers == 2);
  CHECK(outcome.sums.payloads == 2);
  CHECK(outcome.sums.rewritten == 0);
  CHECK(outcome.sums.bytes == input.size());
  CHECK(!outcome.sums.any_loss());
}

TEST_CASE("salvage: reports each damaged range once") {
  struct Case {
    const char* name;
    Octets input;
    Octets written;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;  // offset and size
  };
  const auto garbage = [](std::size_t size) { return Octets(size, std::byte{'x'}); };
  const Octets unreadable = container(unhex("FFFF"));
  const std::uint64_t one = kOne.size();
  const std::uint64_t two = kTwo.size();
  const Case cases[] = {
      {"nothing", {}, {}, {}},
      {"nothing but garbage", garbage(30), {}, {{0, 30}}},
      {"garbage at the front", joined({garbage(3), kOne}), kOne, {{0, 3}}},
      {"garbage between containers", joined({kOne, garbage(7), kTwo}), joined({kOne, kTwo}), {{one, 7}}},
      {"a truncated container at the end", joined({kOne, Octets(kTwo.begin(), kTwo.end() - 4)}), kOne, {{one, two - 4}}},
      {"an unreadable body", joined({kOne, unreadable, kTwo}), joined({kOne, kTwo}), {{one, unreadable.size()}}},
      {"two ranges", joined({garbage(2), kOne, garbage(5)}), kOne, {{0, 2}, {one + 2, 5}}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Outcome outcome = salvage_bytes(c.input);
      CHECK(outcome.result.has_value());
      CHECK(outcome.written == c.written);
      std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
      std::uint64_t lost = 0;
      for (const Damage& damage : outcome.damage) {
        ranges.emplace_back(damage.offset, damage.bytes);
        lost += damage.bytes;
        CHECK(damage.payloads == 0);
      }
      CHECK(ranges == c.ranges);
      CHECK(outcome.sums.lost_bytes == lost);
      CHECK(outcome.sums.any_loss() == !c.ranges.empty());
    }
  }
}

TEST_CASE("salvage: rebuilds a container from its good payloads") {
  const Octets damaged = container_with_crcs({{"good", true}, {"bad", false}, {"good, too", true}});
  const Outcome outcome = salvage_bytes(joined({kOne, damaged}));
  CHECK(outcome.written == joined({kOne, container_with_crcs({{"good", true}, {"good, too", true}})}));
  REQUIRE(outcome.damage.size() == 1);
  CHECK(outcome.damage[0].offset == kOne.size());
  CHECK(outcome.damage[0].bytes == damaged.size());
  CHECK(outcome.damage[0].payloads == 1);
  CHECK(outcome.damage[0].reason.code == Errc::bad_crc);
  CHECK(outcome.sums.rewritten == 1);
  CHECK(outcome.sums.payloads == 3);
  CHECK(outcome.sums.lost_payloads == 1);
  CHECK(outcome.sums.lost_bytes == 0);
}

TEST_CASE("salvage: drops a container without any good payload") {
  const Outcome outcome = salvage_bytes(container_with_crcs({{"bad", false}, {"bad, too", false}}));
  CHECK(outcome.written.empty());
  CHECK(outcome.sums.containers == 0);
  CHECK(outcome.sums.lost_payloads == 2);
}

TEST_CASE("salvage: writes messages that arrived in fragments whole") {
  const Octets body = container_with_crcs({{"in two pieces", true}});
  const Outcome outcome = salvage_bytes(joined(fragments_of(Bytes(body).subspan(kHeaderSize), 1)));
  CHECK(outcome.written == body);
  CHECK(outcome.sums.containers == 1);
  CHECK(outcome.sums.rewritten == 1);
  CHECK(!outcome.sums.any_loss());
}

TEST_CASE("salvage: counts messages with missing fragments") {
  const Octets body = body_of("in two pieces");
  const Outcome outcome = salvage_bytes(joined({fragments_of(body, 1)[0], kOne}));
  CHECK(outcome.written == kOne);
  CHECK(outcome.sums.incomplete_messages == 1);
  CHECK(outcome.sums.any_loss());
}

TEST_CASE("salvage: returns the sink's error with what was done before it") {
  const Outcome outcome = salvage_bytes(joined({kOne, kTwo}), RecordingSink({1}));
  REQUIRE(!outcome.result.has_value());
  CHECK(outcome.result.error().code == Errc::system);
  CHECK(outcome.written == kOne);
  CHECK(outcome.sums.payloads == 2);
}

}  // namespace nmsgxx::test

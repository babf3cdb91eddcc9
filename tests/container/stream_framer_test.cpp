#include "container/stream_framer.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "container/build.hpp"

namespace nmsgxx::test {
namespace {

using container::ResyncBudget;
using container::StreamFramer;
using Kind = StreamFramer::Found::Kind;

constexpr std::size_t kMiB = 1 << 20;

struct Outcome {
  std::size_t containers = 0;
  std::size_t skips = 0;
  std::uint64_t work = 0;
};

/// @param window  bytes that are read at a time
Outcome read(Bytes stream, std::size_t window) {
  StreamFramer framer{DecodeLimits()};
  Outcome outcome;
  std::size_t at = 0;
  std::size_t end = 0;
  while (true) {
    auto found = framer.next({.bytes = stream.first(end).subspan(at), .offset = at, .at_end = end == stream.size()});
    if (found.kind == Kind::end) break;
    if (found.kind == Kind::need_more) {
      if (end == stream.size()) FAIL("more is wanted than there is");
      end = std::min(stream.size(), at + std::max(found.bytes, window));
      continue;
    }
    outcome.containers += found.kind == Kind::container ? 1 : 0;
    outcome.skips += found.kind == Kind::skip ? 1 : 0;
    at += found.bytes;
  }
  outcome.work = framer.resync_work();
  return outcome;
}

Octets header(std::size_t length, unsigned flags = 0) {
  Octets out = test::container(Octets(length), flags);
  out.resize(kHeaderSize);
  return out;
}

Octets filled(const Octets& unit, std::size_t size = 3 * kMiB) {
  return repeated(unit, size / unit.size() * unit.size());
}

/// A fragment that is a whole message with a wrong CRC, whose piece begins with whatever follows the result.
Octets one_piece(std::size_t length, unsigned flags = 0) {
  // The length of the piece as a varint of five bytes.
  const Octets fields = unhex("0801 1000 1800 2805 22");
  const std::size_t size = length - fields.size() - 5;
  ProtoWriter piece;
  for (int shift = 0; shift < 28; shift += 7) piece.octet(static_cast<unsigned>((size >> shift & 0x7F) | 0x80));
  piece.octet(static_cast<unsigned>(size >> 28));
  return joined(joined(header(length, kFlagFragment | flags), fields), piece.message());
}

}  // namespace

TEST_CASE("StreamFramer: limits the work of resynchronizing by the bytes of the stream") {
  const auto in_field = [](const Octets& bytes) { return ProtoWriter().bytes(15, bytes).message(); };
  struct Case {
    const char* name;
    std::function<Octets()> damage;
  };
  const Case cases[] = {
      {"headers in unknown fields", [&] { return filled(in_field(header(2 * kMiB))); }},
      {"headers in payloads", [&] { return filled(ProtoWriter().bytes(1, header(1'750'007)).message()); }},
      {"headers in packed CRCs", [&] { return filled(ProtoWriter().bytes(2, header(2 * kMiB)).message()); }},
      {"headers in groups that are not closed", [&] { return filled(joined(unhex("7B"), in_field(header(2 * kMiB)))); }},
      {"headers of compressed bodies", [&] { return filled(joined(header(2 * kMiB, kFlagZlib), unhex("00800000 789C"))); }},
      {"headers of fragments among fields",
       [&] { return filled(joined(in_field(header(2 * kMiB, kFlagFragment)), filled(unhex("7800"), 100))); }},
      {"fragments of one piece", [] { return filled(one_piece(2 * kMiB)); }},
      {"compressed fragments of one piece", [] { return filled(one_piece(2 * kMiB, kFlagZlib)); }},
      {"headers of version 1", [&] { return filled(in_field(unhex("4E4D53470001 FF03"))); }},
  };
  const Octets good = repeated(container(body_of("good")), 3 * container(body_of("good")).size());
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      // No header leads beyond the zeros.
      const Octets damage = joined(c.damage(), Octets(2 * kMiB));
      for (const std::size_t window : {std::size_t{1}, 64 * kMiB}) {
        CAPTURE(window);
        const Outcome outcome = read(joined(damage, good), window);
        CHECK(outcome.containers >= 3);
        CHECK(outcome.skips > 1000);
        // The last decoding may exceed the budget.
        CHECK(outcome.work <= ResyncBudget::kAtOnce + damage.size() * ResyncBudget::kPerByte + 32 * kMiB);
        CHECK(outcome.work > 0);
      }
    }
  }
}

TEST_CASE("StreamFramer: valid containers cost no budget, or only their own bytes") {
  const Octets good = container(body_of("good"));
  SUBCASE("one after the other") {
    CHECK(read(repeated(good, 100 * good.size()), kMiB).work == 0);
  }
  SUBCASE("that come one by one") {
    CHECK(read(repeated(good, 100 * good.size()), 1).work == 0);
  }
  SUBCASE("with a byte between them") {
    const Outcome outcome = read(repeated(joined(good, unhex("00")), 100 * (good.size() + 1)), kMiB);
    CHECK(outcome.containers == 100);
    CHECK(outcome.work == 100 * (good.size() - kHeaderSize));
  }
}

TEST_CASE("StreamFramer: limits the inflated size of all containers by the bytes of the stream") {
  // Each claims as much as `claimed` and takes about `size` bytes.
  const auto claiming = [](std::size_t claimed, std::size_t size) {
    Octets body(size);
    base::store_big(body.data(), static_cast<std::uint32_t>(claimed));
    return container(body, kFlagZlib);
  };
  struct Case {
    const char* name;
    std::size_t claimed;
    std::size_t size;
    std::size_t given_out;  // of a thousand
  };
  static const Case cases[] = {
      {"a usual ratio", 160'000, 8'000, 1000},
      {"the ratio that may be", 32 * 10'000, 10'000, 1000},
      {"a high ratio, up to 16 MiB", 16 * 1024, 20, 1000},
      {"a high ratio", kMiB, 1014, 16 + 1000 * 32 / 1024},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Octets one = claiming(c.claimed, c.size);
      const Outcome outcome = read(repeated(one, 1000 * one.size()), 4 * kMiB);
      CHECK(outcome.containers == c.given_out);
      CHECK(outcome.skips == 1000 - c.given_out);
    }
  }
}

TEST_CASE("ResyncBudget: every byte pays for work, and a limited amount is saved") {
  ResyncBudget budget;
  CHECK(budget.left());
  budget.reach(1 << 30);
  budget.spend(ResyncBudget::kAtOnce);
  CHECK_FALSE(budget.left());
  budget.reach((1 << 30) + 1);
  CHECK(budget.left());
  budget.spend(3 * ResyncBudget::kPerByte);
  budget.reach((1 << 30) + 3);
  CHECK_FALSE(budget.left());
  budget.reach((1 << 30) + 4);
  CHECK(budget.left());
}

}  // namespace nmsgxx::test

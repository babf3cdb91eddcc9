#include <doctest/doctest.h>

#include "container/joiner.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

const Octets kBody = body_of("a line that is long enough to be cut");

}  // namespace

TEST_CASE("Reassembler: drops the oldest set for a new one") {
  Joiner joiner({.fragment_sets = 3});
  for (std::uint32_t id = 1; id <= 5; ++id) CHECK(joiner.add(pieces_of(kBody, 2, id)[0]) == "");
  CHECK(joiner.pending() == 3);
  CHECK(joiner.lost() == 2);
  CHECK(joiner.lost() == 0);
  for (const std::uint32_t id : {3U, 4U, 5U}) CHECK(joiner.add(pieces_of(kBody, 2, id)[1]) == "joined");
  for (const std::uint32_t id : {1U, 2U}) CHECK(joiner.add(pieces_of(kBody, 2, id)[1]) == "");
  CHECK(joiner.pending() == 2);
  CHECK(joiner.lost() == 0);
  CHECK(joiner.lost_in_the_end() == 2);
}

TEST_CASE("Reassembler: rejects messages with too many fragments at once") {
  struct Case {
    std::uint32_t last;
    std::string_view want;
  };
  static const Case cases[] = {
      {0, "joined"}, {9, ""}, {10, "more fragments than the limit"}, {0xFFFFFFFF, "more fragments than the limit"}};
  for (const Case& c : cases) {
    CAPTURE(c.last);
    Joiner joiner({.fragments = 10});
    CHECK(joiner.add({1, 0, c.last, kBody, stored_crc(kBody)}) == c.want);
    CHECK(joiner.pending() == (c.want.empty() ? 1 : 0));
  }
}

TEST_CASE("Reassembler: a sender with too many sets loses its longest idle one") {
  struct Case {
    const char* name;
    DecodeLimits limits;
  };
  static const Case cases[] = {
      {"messages", {.sender_fragment_sets = 3}},
      {"bytes", {.sender_fragment_octets = 3 * 900}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Joiner joiner(c.limits);
      joiner.sender = {0, 1, 1};
      CHECK(joiner.add(pieces_of(kBody, 2, 1)[0]) == "");
      joiner.sender = {0, 2, 1};
      for (std::uint32_t id = 1; id <= 10; ++id) CHECK(joiner.add(pieces_of(kBody, 2, id)[0]) == "");
      CHECK(joiner.pending() == 4);
      CHECK(joiner.lost() == 7);
      for (const std::uint32_t id : {8U, 9U, 10U}) CHECK(joiner.add(pieces_of(kBody, 2, id)[1]) == "joined");
      joiner.sender = {0, 1, 1};
      CHECK(joiner.add(pieces_of(kBody, 2, 1)[1]) == "joined");
      CHECK(joiner.pending() == 0);
    }
  }
}

TEST_CASE("Reassembler: a message whose pieces keep arriving outlives those that were only begun") {
  Joiner joiner({.fragment_sets = 3});
  const auto pieces = pieces_of(kBody, 10, 1000);
  std::uint32_t id = 0;
  for (const Piece& piece : pieces) {
    const bool last = &piece == &pieces.back();
    joiner.sender = {};
    CHECK(joiner.add(piece) == (last ? "joined" : ""));
    for (int n = 0; n < 2; ++n) {
      joiner.sender.port = ++id;
      CHECK(joiner.add(pieces_of(kBody, 2, id)[0]) == "");
    }
  }
  CHECK(joiner.pending() == 3);
  CHECK(joiner.lost() == id - 3);
}

TEST_CASE("Reassembler: drops sets by the age of their first piece") {
  Joiner joiner;
  const auto start = joiner.now = ContainerDecoder::Clock::time_point(1000s);
  CHECK(joiner.add(pieces_of(kBody, 3, 1)[0]) == "");
  joiner.now = start + 10s;
  CHECK(joiner.add(pieces_of(kBody, 3, 2)[0]) == "");
  joiner.now = start + 29s;
  CHECK(joiner.add(pieces_of(kBody, 3, 1)[1]) == "");
  joiner.now = start + 30s - 1ns;
  CHECK(joiner.lost() == 0);
  joiner.now = start + 30s;
  CHECK(joiner.lost() == 1);
  CHECK(joiner.pending() == 1);
  CHECK(joiner.add(pieces_of(kBody, 3, 2)[1]) == "");
  CHECK(joiner.add(pieces_of(kBody, 3, 2)[2]) == "joined");
  CHECK(joiner.lost_in_the_end() == 0);
}

TEST_CASE("Reassembler: copies of a complete message are not losses, however they are dropped") {
  struct Case {
    const char* name;
    DecodeLimits limits;
    std::chrono::seconds later;
  };
  static const Case cases[] = {
      {"by age", {}, 31s},
      {"for room", {.fragment_sets = 1}, 0s},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Joiner joiner(c.limits);
      const auto pieces = pieces_of(kBody, 2, 1);
      CHECK(joiner.add(pieces[0]) == "");
      CHECK(joiner.add(pieces[1]) == "joined");
      CHECK(joiner.add(pieces[0]) == "");
      joiner.now += c.later;
      CHECK(joiner.add(pieces_of(kBody, 2, 2)[0]) == "");
      CHECK(joiner.lost() == 0);
      CHECK(joiner.pending() == 1);
    }
  }
}

TEST_CASE("Reassembler: limits the bytes of incomplete messages") {
  constexpr std::size_t kBudget = 100'000;
  const Octets filling(900);
  Joiner joiner({.fragment_octets = kBudget});
  std::size_t lost = 0;
  for (std::uint32_t id = 0; id < 1000; ++id) {
    CHECK(joiner.add({id, 0, 3, filling, id}) == "");
    CHECK(joiner.pending() * filling.size() <= kBudget);
    lost += joiner.lost();
  }
  CHECK(joiner.pending() > 50);
  CHECK(lost + joiner.pending() == 1000);
}

TEST_CASE("Reassembler: limits a flood of tiny pieces by their cost") {
  constexpr std::size_t kBudget = 100'000;
  Joiner joiner({.fragments = kUnbounded, .fragment_octets = kBudget});
  std::uint32_t kept = 0;
  do {
    CHECK(joiner.add({1, kept, 0xFFFFFFFE, {}, 1}) == "");
    ++kept;
  } while (joiner.pending() == 1 && kept < 10'000);
  CHECK(kept < kBudget / 50);
  CHECK(joiner.lost() == 1);
}

TEST_CASE("Reassembler: drops a message beyond the limit and joins the next one") {
  const Octets large = body_of(std::string(5000, 'x'));
  Joiner joiner({.fragment_octets = 4000});
  for (const Piece& piece : pieces_of(large, 10)) CHECK(joiner.add(piece) != "joined");
  CHECK(joiner.lost_in_the_end() >= 1);
  CHECK(joiner.add(pieces_of(kBody, 2)[0]) == "");
  CHECK(joiner.add(pieces_of(kBody, 2)[1]) == "joined");
}

TEST_CASE("Reassembler: joins single-piece messages even if no set may be kept") {
  Joiner joiner({.fragment_sets = 0});
  CHECK(joiner.add(pieces_of(kBody, 1)[0]) == "joined");
  CHECK(joiner.add(pieces_of(kBody, 2)[0]) == "");
  CHECK(joiner.pending() == 0);
}

}  // namespace nmsgxx::test

#include <doctest/doctest.h>

#include <algorithm>

#include "container/joiner.hpp"

namespace nmsgxx::test {
namespace {

const Octets kBody = body_of("a line that is long enough to be cut");
const Octets kOther = body_of("another line that has the same length");

std::string text_of(Bytes body) {
  return describe(ContainerView::parse(body).value());
}

}  // namespace

TEST_CASE("Reassembler: joins pieces in any order, with any number of copies") {
  std::vector<Piece> pieces = pieces_of(kBody, 4);
  const auto by_current = [](const Piece& a, const Piece& b) { return a.current < b.current; };
  do {
    for (const int copies : {1, 2, 3}) {
      Joiner joiner;
      for (const Piece& piece : pieces) {
        const bool completes = &piece == &pieces.back();
        CHECK(joiner.add(piece) == (completes ? "joined" : ""));
        for (int copy = 1; copy < copies; ++copy) CHECK(joiner.add(piece) == "");
      }
      CHECK(joiner.joined == text_of(kBody));
      CHECK(joiner.lost_in_the_end() == 0);
      CHECK(joiner.pending() == 0);
    }
  } while (std::next_permutation(pieces.begin(), pieces.end(), by_current));
}

TEST_CASE("Reassembler: joins single pieces and empty ones") {
  const std::uint32_t crc = stored_crc(kBody);
  struct Case {
    const char* name;
    std::vector<Piece> pieces;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"the whole in one piece", {{1, 0, 0, kBody, crc}}, {"joined"}},
      {"without a CRC", {{1, 0, 1, Bytes(kBody).first(9)}, {1, 1, 1, Bytes(kBody).subspan(9)}}, {"", "joined"}},
      {"an empty first piece", {{1, 0, 1, {}, crc}, {1, 1, 1, kBody, crc}}, {"", "joined"}},
      {"an empty piece twice", {{1, 0, 1, {}, crc}, {1, 0, 1, {}, crc}, {1, 1, 1, kBody, crc}}, {"", "", "joined"}},
      {"an empty last piece, first", {{1, 1, 1, {}, crc}, {1, 0, 1, kBody, crc}}, {"", "joined"}},
      {"nothing in one piece", {{1, 0, 0, {}, 0}}, {"joined"}},
      {"nothing in two pieces, without a CRC", {{1, 0, 1, {}}, {1, 1, 1, {}}}, {"", "joined"}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Joiner joiner;
      std::vector<std::string> got;
      for (const Piece& piece : c.pieces) got.push_back(joiner.add(piece));
      CHECK(got == c.want);
      CHECK(joiner.pending() == 0);
    }
  }
}

TEST_CASE("Reassembler: sender, id and CRC identify a message") {
  const auto ours = pieces_of(kBody, 2);
  struct Case {
    const char* name;
    std::vector<Piece> other;
    Sender sender;
  };
  const Piece without_crc{1, 0, 1, ours[0].octets};
  const Case cases[] = {
      {"another id", pieces_of(kBody, 2, 2), {}},
      {"another CRC", pieces_of(kOther, 2), {}},
      {"no CRC", {without_crc, {1, 1, 1, ours[1].octets}}, {}},
      {"another port", ours, {0, 0, 1}},
      {"another address", ours, {0, 1, 0}},
      {"another network", ours, {1, 0, 0}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Joiner joiner;
      CHECK(joiner.add(ours[0]) == "");
      joiner.sender = c.sender;
      CHECK(joiner.add(c.other[1]) == "");
      CHECK(joiner.pending() == 2);
      CHECK(joiner.add(c.other[0]) == "joined");
      joiner.sender = {};
      CHECK(joiner.add(ours[1]) == "joined");
      CHECK(joiner.joined == text_of(kBody));
    }
  }
}

TEST_CASE("Reassembler: rejects a piece that contradicts its set, and keeps the set") {
  const auto good = pieces_of(kBody, 3);
  const auto with = [&](std::uint32_t current, std::uint32_t last) { return Piece{1, current, last, {}, good[0].stored_crc}; };
  struct Case {
    const char* name;
    Piece piece;
    unsigned flags = kFlagFragment;
  };
  const Case cases[] = {
      {"current above last", with(3, 2)},
      {"current far above last", with(0x7FFFFFFF, 2)},
      {"current 2^32 - 1", with(0xFFFFFFFF, 2)},
      {"a larger last", with(1, 3)},
      {"a smaller last", with(1, 1)},
      {"last 2^32 - 2", with(1, 0xFFFFFFFE)},
      {"the zlib flag", with(1, 2), kFlagFragment | kFlagZlib},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Joiner joiner({.fragments = kUnbounded});
      CHECK(joiner.add(good[0]) == "");
      CHECK(joiner.add(c.piece, c.flags) == to_string(Errc::bad_fragment));
      CHECK(joiner.pending() == 1);
      CHECK(joiner.add(good[1]) == "");
      CHECK(joiner.add(good[2]) == "joined");
      CHECK(joiner.lost_in_the_end() == 0);
    }
  }
}

TEST_CASE("Reassembler: keeps the first copy of a piece and rejects a joined body with a wrong CRC") {
  const auto good = pieces_of(kBody, 2);
  Piece wrong = good[0];
  wrong.octets = Bytes(kOther).first(wrong.octets.size());
  Joiner joiner;
  CHECK(joiner.add(good[0]) == "");
  CHECK(joiner.add(wrong) == "");
  CHECK(joiner.add(good[1]) == "joined");
  CHECK(joiner.joined == text_of(kBody));

  CHECK(joiner.add(wrong) == "");
  CHECK(joiner.add(good[0]) == "");
  CHECK(joiner.add(good[1]) == to_string(Errc::bad_fragment));
  CHECK(joiner.pending() == 0);
}

TEST_CASE("Reassembler: accepts a sender that announces one piece too many") {
  for (const bool with_crc : {true, false}) {
    CAPTURE(with_crc);
    auto pieces = pieces_of(kBody, 3);
    for (Piece& piece : pieces) {
      ++piece.last;
      if (!with_crc) piece.stored_crc = std::nullopt;
    }
    Joiner joiner;
    CHECK(joiner.add(pieces[2]) == "");
    CHECK(joiner.add(pieces[0]) == "");
    CHECK(joiner.add(pieces[1]) == (with_crc ? "joined" : ""));
    // It may send it after all: empty.
    CHECK(joiner.add({1, 3, 3, {}, pieces[0].stored_crc}) == (with_crc ? "" : "joined"));
    CHECK(joiner.lost_in_the_end() == 0);
  }
}

TEST_CASE("Reassembler: a message without its last piece is incomplete") {
  const auto pieces = pieces_of(kBody, 3);
  Joiner joiner;
  CHECK(joiner.add(pieces[0]) == "");
  CHECK(joiner.add(pieces[1]) == "");
  CHECK(joiner.pending() == 1);
  CHECK(joiner.add(pieces[2]) == "joined");
}

TEST_CASE("Reassembler: returns a message again when it is sent again") {
  Joiner joiner;
  for (int i = 0; i < 3; ++i) {
    CHECK(joiner.add(pieces_of(kBody, 2)[0]) == "");
    CHECK(joiner.add(pieces_of(kBody, 2)[1]) == "joined");
  }
}

TEST_CASE("Reassembler: copies of pieces of a complete message are not counted as a lost message") {
  struct Case {
    const char* name;
    bool with_crc;
    std::vector<std::uint32_t> copies;  // pieces that come once more
    std::size_t between = 0;            // other messages that are complete before that
    std::size_t lost = 0;
  };
  static const Case cases[] = {
      {"the last piece, without a CRC", false, {2}},
      {"the last piece, with a CRC", true, {2}},
      {"the first piece, without a CRC", false, {0}},
      {"two pieces, without a CRC", false, {0, 1}},
      {"two pieces, with a CRC", true, {2, 0}},
      {"after many other messages, without a CRC", false, {1}, 1000},
      {"after more messages than are remembered, without a CRC", false, {1}, 1024, 1},
      {"after more messages than are remembered, with a CRC", true, {1}, 1024, 1},
  };
  for (const Case& c : cases) {
    SUBCASE(std::string(c.name).c_str()) {
      auto pieces = pieces_of(kBody, 3);
      for (Piece& piece : pieces) {
        if (!c.with_crc) piece.stored_crc = std::nullopt;
      }
      Joiner joiner;
      for (const Piece& piece : pieces) joiner.add(piece);
      REQUIRE(joiner.joined == text_of(kBody));
      for (std::uint32_t id = 2; id < 2 + c.between; ++id) CHECK(joiner.add({id, 0, 0, kOther}) == "joined");
      for (const std::uint32_t copy : c.copies) CHECK(joiner.add(pieces[copy]) == "");
      CHECK(joiner.lost_in_the_end() == c.lost);
    }
  }
}

TEST_CASE("Reassembler: an incomplete message without a CRC counts as lost even if it has the id of a complete one") {
  Joiner joiner;
  CHECK(joiner.add({1, 0, 1, Bytes(kBody).first(9)}) == "");
  CHECK(joiner.add({1, 1, 1, Bytes(kBody).subspan(9)}) == "joined");
  SUBCASE("a piece with other bytes") {
    CHECK(joiner.add({1, 0, 1, Bytes(kOther).first(9)}) == "");
  }
  SUBCASE("a piece that the complete one did not have") {
    CHECK(joiner.add({1, 2, 3, Bytes(kBody).first(9)}) == "");
  }
  CHECK(joiner.lost_in_the_end() == 1);
}

}  // namespace nmsgxx::test

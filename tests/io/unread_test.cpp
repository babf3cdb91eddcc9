#include "io/unread.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using nmsgxx::io::Unread;

namespace {

std::string_view text_of(const Unread& unread) {
  return {reinterpret_cast<const char*>(unread.bytes().data()), unread.bytes().size()};
}

void append(Unread& unread, std::string_view text) {
  const auto room = unread.room();
  REQUIRE(room.size() >= text.size());
  std::ranges::copy(std::as_bytes(std::span(text)), room.begin());
  unread.commit(text.size());
}

}  // namespace

TEST_CASE("Unread: keeps what was not taken") {
  std::mt19937 random(3);
  const std::string head = "head";
  const auto bytes = std::as_bytes(std::span(head));
  Unread unread({bytes.begin(), bytes.end()});
  std::string want = head;
  for (int i = 0; i < 2000; ++i) {
    const std::string piece(random() % 3000, static_cast<char>('a' + i % 26));
    append(unread, piece);
    want += piece;
    const std::size_t taken = random() % (want.size() + 1) / (1 + random() % 4);
    unread.take(taken);
    want.erase(0, taken);
    REQUIRE(text_of(unread) == want);
  }
}

TEST_CASE("Unread: gives memory back after a large line") {
  Unread unread({});
  std::size_t size = 0;
  for (const std::string piece(Unread::kReadSize, 'x'); size < 4 * Unread::kKept; size += piece.size()) append(unread, piece);
  append(unread, "rest");
  CHECK(unread.capacity() >= size);
  unread.take(size);
  append(unread, "!");
  CHECK(text_of(unread) == "rest!");
  CHECK(unread.capacity() <= Unread::kKept);
}

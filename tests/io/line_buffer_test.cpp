#include "io/line_buffer.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using nmsgxx::io::LineBuffer;

namespace {

std::string_view text_of(const LineBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.bytes().data()), buffer.bytes().size()};
}

void append(LineBuffer& buffer, std::string_view text) {
  const auto room = buffer.room();
  REQUIRE(room.size() >= text.size());
  std::ranges::copy(std::as_bytes(std::span(text)), room.begin());
  buffer.commit(text.size());
}

}  // namespace

TEST_CASE("LineBuffer: keeps what was not taken") {
  std::mt19937 random(3);
  const std::string head = "head";
  const auto bytes = std::as_bytes(std::span(head));
  LineBuffer buffer({bytes.begin(), bytes.end()});
  std::string want = head;
  for (int i = 0; i < 2000; ++i) {
    const std::string piece(random() % 3000, static_cast<char>('a' + i % 26));
    append(buffer, piece);
    want += piece;
    const std::size_t taken = random() % (want.size() + 1) / (1 + random() % 4);
    buffer.take(taken);
    want.erase(0, taken);
    REQUIRE(text_of(buffer) == want);
  }
}

TEST_CASE("LineBuffer: releases memory after a large line") {
  LineBuffer buffer({});
  std::size_t size = 0;
  for (const std::string piece(LineBuffer::kReadSize, 'x'); size < 4 * LineBuffer::kKept; size += piece.size())
    append(buffer, piece);
  append(buffer, "rest");
  CHECK(buffer.capacity() >= size);
  buffer.take(size);
  append(buffer, "!");
  CHECK(text_of(buffer) == "rest!");
  CHECK(buffer.capacity() <= LineBuffer::kKept);
}

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// A stream's octets that were read and not yet taken.
class Unread {
 public:
  // Small things come in pieces of this size; a larger one is read in one piece.
  static constexpr std::size_t kReadSize = 256 << 10;

  explicit Unread(std::vector<std::byte> head) : room_(std::move(head)), end_(room_.size()) {}

  Bytes bytes() const noexcept { return {room_.data() + begin_, end_ - begin_}; }
  void take(std::size_t octets) noexcept { begin_ += octets; }

  /// A place for octets behind those that are there, such that `wanted` can be reached, from the front.
  std::span<std::byte> room(std::size_t wanted) {
    if (begin_ > 0) {
      std::memmove(room_.data(), room_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    const std::size_t missing = wanted > end_ ? wanted - end_ : 0;
    const std::size_t size = end_ + std::max(missing, kReadSize);
    if (room_.size() < size) room_.resize(size);
    return {room_.data() + end_, std::max(missing, kReadSize)};
  }
  void commit(std::size_t octets) noexcept { end_ += octets; }

 private:
  std::vector<std::byte> room_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace nmsgxx::io

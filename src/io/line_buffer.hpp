#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "base/memory.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// The unread bytes of a text: read in pieces at the back, taken as lines at the front.
class LineBuffer {
 public:
  static constexpr std::size_t kReadSize = 256 << 10;
  /// More memory than this is released once the line that needed it was taken.
  static constexpr std::size_t kKept = 8 << 20;

  explicit LineBuffer(const std::vector<std::byte>& head) {
    if (head.empty()) return;
    resize(head.size());
    std::memcpy(data_.get(), head.data(), head.size());
    end_ = head.size();
  }

  Bytes bytes() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
  /// Removes bytes from the front.
  void take(std::size_t bytes) noexcept {
    NMSGXX_ASSERT(bytes <= end_ - begin_);
    begin_ += bytes;
  }

  /// Returns room for kReadSize bytes after those that are there, which may move.
  std::span<std::byte> room() {
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    const std::size_t size = end_ + kReadSize;
    if (size > capacity_) {
      resize(std::max(size, capacity_ * 2));
    } else if (capacity_ > kKept && size <= kKept / 2) {
      resize(size);
    }
    return {data_.get() + end_, kReadSize};
  }
  /// Adds the bytes that were written to the front of that room.
  void commit(std::size_t bytes) noexcept {
    NMSGXX_ASSERT(bytes <= capacity_ - end_);
    end_ += bytes;
  }

  std::size_t capacity() const noexcept { return capacity_; }

 private:
  struct Free {
    void operator()(std::byte* data) const noexcept { std::free(data); }
  };

  // realloc() moves large memory without a copy, while a vector would need the old and the new memory at once.
  void resize(std::size_t size) {
    void* const data = std::realloc(data_.get(), size);
    if (data == nullptr) base::report_out_of_memory();
    static_cast<void>(data_.release());
    data_.reset(static_cast<std::byte*>(data));
    capacity_ = size;
  }

  std::unique_ptr<std::byte, Free> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace nmsgxx::io

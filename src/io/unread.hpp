#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "base/refuse_memory.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// A stream's octets that were read and not yet taken.
class Unread {
 public:
  static constexpr std::size_t kReadSize = 256 << 10;
  // Memory above this is given back once what needed it was taken.
  static constexpr std::size_t kKept = 8 << 20;

  explicit Unread(const std::vector<std::byte>& head) {
    if (head.empty()) return;
    resize(head.size());
    std::memcpy(data_.get(), head.data(), head.size());
    end_ = head.size();
  }

  Bytes bytes() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
  void take(std::size_t octets) noexcept { begin_ += octets; }

  /// A place for more octets after those that are there.
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
  void commit(std::size_t octets) noexcept { end_ += octets; }

  std::size_t capacity() const noexcept { return capacity_; }

 private:
  struct Free {
    void operator()(std::byte* data) const noexcept { std::free(data); }
  };

  // realloc() moves large memory without a copy: a vector would need the old and the new at once.
  void resize(std::size_t size) {
    void* const data = std::realloc(data_.get(), size);
    if (data == nullptr) base::refuse_memory();
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

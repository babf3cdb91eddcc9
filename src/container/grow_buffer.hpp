#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "base/assert.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx::container {

/// A buffer that grows at its end.  New memory is not initialized, and callers write to it through a pointer.
class GrowBuffer {
 public:
  /// Returns memory for `size` more bytes after those in the buffer, which commit() then adds.
  std::byte* room(std::size_t size) {
    if (size > capacity_ - size_) [[unlikely]]
      grow(size);
    return data_.get() + size_;
  }
  /// Adds the bytes that were written to room(), up to `end`.
  void commit(const std::byte* end) noexcept {
    NMSGXX_ASSERT(end >= data_.get() + size_ && end <= data_.get() + capacity_);
    size_ = static_cast<std::size_t>(end - data_.get());
  }
  void append(Bytes bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void resize(std::size_t size) {
    if (size > size_) room(size - size_);
    size_ = size;
  }

  /// Empties the buffer, and frees its memory if that is more than any container of a writer takes.
  void shrink() noexcept {
    constexpr std::size_t kKept = 4 << 20;
    size_ = 0;
    if (capacity_ <= kKept) return;
    data_.reset();
    capacity_ = 0;
  }

  std::byte* data() noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  Bytes bytes() const noexcept { return {data_.get(), size_}; }

 private:
  void grow(std::size_t size) {
    const std::size_t capacity = std::max(size_ + size, capacity_ * 2);
    auto data = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<std::byte[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace nmsgxx::container

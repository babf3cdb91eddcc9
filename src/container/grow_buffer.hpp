#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::container {

/// Octets that are appended to through a pointer, without being cleared first.
class GrowBuffer {
 public:
  /// A place for `size` more octets behind those that are there.
  std::byte* room(std::size_t size) {
    if (size > capacity_ - size_) [[unlikely]]
      grow(size);
    return data_.get() + size_;
  }
  /// Takes what was written there, up to `end`.
  void commit(const std::byte* end) noexcept { size_ = static_cast<std::size_t>(end - data_.get()); }
  void append(Bytes bytes) {
    if (bytes.empty()) return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void resize(std::size_t size) {
    if (size > size_) room(size - size_);
    size_ = size;
  }

  /// Empties the buffer, and gives its memory back if that is more than what writers fill containers to takes.
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

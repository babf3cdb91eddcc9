#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace nmsgxx::message {

/// Text that is appended to, with the members of std::string that this takes.  Unlike that, it is inlined, and room need not be
/// cleared before it is written to.
class Text {
 public:
  /// A place for `size` more characters.
  char* room(std::size_t size) {
    if (size > capacity_ - size_) [[unlikely]]
      grow(size);
    return data_.get() + size_;
  }
  /// Takes what was written there, up to `end`.
  void commit(const char* end) noexcept { size_ = static_cast<std::size_t>(end - data_.get()); }

  Text& append(std::string_view text) {
    if (text.empty()) return *this;  // its data may be null
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  Text& append(const char* begin, const char* end) { return append({begin, static_cast<std::size_t>(end - begin)}); }
  Text& append(char c) {
    *room(1) = c;
    ++size_;
    return *this;
  }
  Text& operator+=(std::string_view text) { return append(text); }
  Text& operator+=(char c) { return append(c); }

  void clear() noexcept { size_ = 0; }
  void resize(std::size_t size) {
    if (size > size_) room(size - size_);
    size_ = size;
  }
  void pop_back() noexcept { --size_; }
  char& back() noexcept { return data_[size_ - 1]; }
  std::size_t size() const noexcept { return size_; }
  std::string_view view() const noexcept { return {data_.get(), size_}; }

 private:
  void grow(std::size_t size) {
    constexpr std::size_t kLeast = 1024;
    const std::size_t capacity = std::max({size_ + size, capacity_ * 2, kLeast});
    auto data = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace nmsgxx::message

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace nmsgxx::text {

/// Receives a text that is too long to be held in memory.
class TextReceiver {
 public:
  virtual ~TextReceiver() = default;
  /// Takes the next part of the text, which is valid during the call only.
  virtual void take(std::string_view part) = 0;
};

/// A buffer for text that grows at its end, with the members of std::string that this needs.  Unlike std::string, it is inlined
/// and does not clear memory that is about to be written.
class Text {
 public:
  Text() = default;
  /// Makes a text that goes to a receiver in parts instead of growing far beyond kHeldMax bytes.  At least its last character
  /// is held, so that back() and pop_back() work; size(), view() and resize() are about what is held.
  ///
  /// @param receiver  must outlive the text; gets what is left with finish()
  explicit Text(TextReceiver& receiver) : receiver_(&receiver) {}

  /// Returns where `size` more characters may be written.
  char* room(std::size_t size) {
    if (size > capacity_ - size_) [[unlikely]]
      grow(size);
    return data_.get() + size_;
  }
  /// Makes what was written to room(), up to `end`, part of the text.
  void commit(const char* end) noexcept {
    NMSGXX_ASSERT(end >= data_.get() + size_ && end <= data_.get() + capacity_);
    size_ = static_cast<std::size_t>(end - data_.get());
  }

  Text& append(std::string_view text) {
    if (text.size() > capacity_ - size_) [[unlikely]]
      return append_long(text);
    if (text.empty()) return *this;  // its data may be null
    std::memcpy(data_.get() + size_, text.data(), text.size());
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
  void pop_back() noexcept {
    NMSGXX_ASSERT(size_ > 0);
    --size_;
  }
  char& back() noexcept {
    NMSGXX_ASSERT(size_ > 0);
    return data_[size_ - 1];
  }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  std::string_view view() const noexcept { return {data_.get(), size_}; }
  operator std::string_view() const noexcept { return view(); }  // NOLINT(google-explicit-constructor): as std::string

  /// Passes what is held to the receiver.
  void finish() {
    NMSGXX_ASSERT(receiver_ != nullptr);
    receiver_->take(view());
    clear();
  }

 private:
  static constexpr std::size_t kHeldMax = 256 << 10;

  // Passes all but the last character to the receiver.
  void pass_on() {
    receiver_->take(view().substr(0, size_ - 1));
    data_[0] = data_[size_ - 1];
    size_ = 1;
  }
  // Kept out of append(), so that this one is inlined.
  [[gnu::noinline]] Text& append_long(std::string_view text) {
    if (receiver_ != nullptr && text.size() > kHeldMax) {
      finish();
      receiver_->take(text.substr(0, text.size() - 1));
      text.remove_prefix(text.size() - 1);
    }
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  void grow(std::size_t size) {
    constexpr std::size_t kCapacityMin = 1024;
    if (receiver_ != nullptr && size_ + size > kHeldMax && size_ > 0) pass_on();
    if (size <= capacity_ - size_) return;
    const std::size_t capacity = std::max({size_ + size, capacity_ * 2, kCapacityMin});
    auto data = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = capacity;
  }

  TextReceiver* receiver_ = nullptr;
  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace nmsgxx::text

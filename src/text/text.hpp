#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace nmsgxx::text {

/// Where a text goes that is too long to be held.
class TextReceiver {
 public:
  virtual ~TextReceiver() = default;
  /// Takes the next part of the text, which need not stay valid.
  virtual void take(std::string_view part) = 0;
};

/// Text that is appended to, with the members of std::string that this takes.  Unlike that, it is inlined, and room need not be
/// cleared before it is written to.
class Text {
 public:
  Text() = default;
  /// A text that is handed on in parts instead of growing beyond kHeld bytes.  It holds at least its last character, so that
  /// back() and pop_back() work; size(), view() and resize() tell of what is held.
  ///
  /// @param receiver  outlives the text; gets the rest with finish()
  explicit Text(TextReceiver& receiver) : receiver_(&receiver) {}

  /// A place for `size` more characters.
  char* room(std::size_t size) {
    if (size > capacity_ - size_) [[unlikely]]
      grow(size);
    return data_.get() + size_;
  }
  /// Takes what was written there, up to `end`.
  void commit(const char* end) noexcept { size_ = static_cast<std::size_t>(end - data_.get()); }

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
  void pop_back() noexcept { --size_; }
  char& back() noexcept { return data_[size_ - 1]; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  std::string_view view() const noexcept { return {data_.get(), size_}; }
  operator std::string_view() const noexcept { return view(); }  // NOLINT(google-explicit-constructor): as std::string

  /// Hands on what is held.
  void finish() {
    receiver_->take(view());
    clear();
  }

 private:
  static constexpr std::size_t kHeld = 256 << 10;

  // Hands on all but the last character.
  void hand_on() {
    receiver_->take(view().substr(0, size_ - 1));
    data_[0] = data_[size_ - 1];
    size_ = 1;
  }
  // Not inlined, so that append() is.
  [[gnu::noinline]] Text& append_long(std::string_view text) {
    if (receiver_ != nullptr && text.size() > kHeld) {
      finish();
      receiver_->take(text.substr(0, text.size() - 1));
      text.remove_prefix(text.size() - 1);
    }
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  void grow(std::size_t size) {
    constexpr std::size_t kLeast = 1024;
    if (receiver_ != nullptr && size_ + size > kHeld && size_ > 0) hand_on();
    if (size <= capacity_ - size_) return;
    const std::size_t capacity = std::max({size_ + size, capacity_ * 2, kLeast});
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

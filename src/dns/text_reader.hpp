#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.hpp"

namespace nmsgxx::dns {

/// Takes words from the front of a text.  White space around the text and its words is skipped.
class TextReader {
 public:
  explicit TextReader(std::string_view text) noexcept : rest_(text) {
    while (!rest_.empty() && base::is_space(rest_.back())) rest_.remove_suffix(1);
    skip_space();
  }

  bool empty() const noexcept { return rest_.empty(); }
  std::string_view rest() const noexcept { return rest_; }

  /// Takes the characters up to the next white space.
  std::string_view word() noexcept {
    std::size_t size = 0;
    while (size < rest_.size() && !base::is_space(rest_[size])) ++size;
    return take(size);
  }

  std::string_view take_rest() noexcept { return take(rest_.size()); }

  std::string_view take(std::size_t size) noexcept {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    skip_space();
    return taken;
  }

 private:
  void skip_space() noexcept {
    while (!rest_.empty() && base::is_space(rest_[0])) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace nmsgxx::dns

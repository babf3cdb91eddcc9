#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/text.hpp"

// JSON as it stands in its text (RFC 8259).  Nothing is built, converted or copied, so that a text of any size costs no memory
// and numbers of any size are numbers.
namespace nmsgxx::text {

/// Deepest nesting of lists and objects that is read.
inline constexpr std::size_t kJsonDepthMax = 1024;

struct JsonLimits {
  std::size_t depth = kJsonDepthMax;
  std::size_t digits = ~std::size_t{0};  ///< longest number
};

/// Whether a text is one JSON value within these limits, and nothing else but white space.
bool is_json(std::string_view text, const JsonLimits& limits = {}) noexcept;

/// Appends JSON as it is but for two things: its line breaks are left out, and \ufffd stands for surrogates without the other
/// half, which are JSON but not for all parsers.
///
/// @param json  for which is_json() is true
void append_as_line(std::string_view json, Text& out);

/// The members of an object, or the values of a list, one after the other.
///
///     for (JsonItems items(text); items.next();) use(items.key(buffer), items.value());
///
/// It reads what is_json() takes, and what libnmsg writes beyond that: `nan` and `inf` in the place of a number, and in the
/// JSON of base:encode control characters in strings and a comma after the last one.  Octets that are not UTF-8 are left as
/// they are.
class JsonItems {
 public:
  /// @param text  an object or a list, with or without white space around it
  explicit JsonItems(std::string_view text) noexcept;

  bool is_object() const noexcept { return close_ == '}'; }

  /// The next one; false at the end, and when the text is malformed or nested too deep.
  bool next() noexcept { return next_key() && take_value(); }
  /// The same in two steps, between which an object or a list may be walked through instead of taken.
  bool next_key() noexcept;
  bool take_value() noexcept;
  /// The items of the value that comes; and where they were walked through to their end, what to go on with.
  JsonItems inner() const noexcept { return JsonItems(at_, end_, depth_ + 1); }
  bool take_inner(const JsonItems& inner) noexcept;

  /// Of an object; as unescaped().
  std::string_view key(std::vector<std::byte>& buffer) const;
  /// What stands between the key's quotes, with its escapes.
  std::string_view raw_key() const noexcept { return between(key_begin_, key_end_); }
  std::string_view value() const noexcept { return between(value_begin_, at_); }

  /// After the last one: whether the text was whole, and what stands after it but for white space.
  bool whole() const noexcept { return whole_; }
  std::string_view rest() const noexcept { return between(at_, end_); }
  /// Of a text that is not whole: whether it is nested too deep, or is no JSON where rest() begins.
  bool too_deep() const noexcept { return too_deep_; }

 private:
  JsonItems(const char* at, const char* end, std::size_t depth) noexcept;
  static std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  bool stop(const char* at, bool whole, bool too_deep = false) noexcept;

  // What changes with each item stands alone, and not beside its end or its size. Compilers copy such pairs with one load,
  // which cannot begin before both stores of them have left the processor's store buffer.
  const char* at_;
  std::size_t depth_;
  const char* end_;
  char close_ = 0;
  bool first_ = true;
  bool whole_ = false;
  bool too_deep_ = false;
  bool key_escaped_ = false;
  const char* key_begin_ = nullptr;
  const char* key_end_ = nullptr;
  const char* value_begin_ = nullptr;
};

/// What kind of value a text is; of one from JsonItems.
inline bool is_string(std::string_view value) noexcept {
  return value.starts_with('"');
}
inline bool is_object(std::string_view value) noexcept {
  return value.starts_with('{');
}
inline bool is_list(std::string_view value) noexcept {
  return value.starts_with('[');
}
inline bool is_null(std::string_view value) noexcept {
  return value == "null";
}

/// What stands between the quotes of a string.
inline std::string_view inside(std::string_view string) noexcept {
  return string.substr(1, string.size() - 2);
}

/// What a string's inside stands for, in UTF-8.  Surrogates without the other half become U+FFFD, as in json-c.
///
/// @param buffer  where that is put together when there are escapes
std::string_view unescaped(std::string_view inside, std::vector<std::byte>& buffer);

}  // namespace nmsgxx::text

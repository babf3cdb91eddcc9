#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

// Reads JSON (RFC 8259) where it is.  Nothing is built, converted or copied, so that a text of any size takes no memory and
// numbers have any size.
namespace nmsgxx::text {

/// How deep objects and lists may be nested.
inline constexpr std::size_t kJsonDepthMax = 1024;

struct JsonLimits {
  std::size_t depth = kJsonDepthMax;     ///< at most kJsonDepthMax
  std::size_t digits = ~std::size_t{0};  ///< characters of the longest number
};

/// Whether a text is one JSON value within the limits, with nothing but white space around it.
bool is_json(std::string_view text, const JsonLimits& limits = {}) noexcept;

/// Walks through the members of an object or the values of a list.
///
///     for (JsonItems items(text); items.next();) use(items.key(buffer), items.value());
///
/// It accepts what is_json() does and, beyond that, what libnmsg writes: `nan` and `inf` as numbers and, in the JSON of
/// base:encode, control characters in strings and a comma after the last item.  Bytes that are not UTF-8 are not reported.
///
/// Lifetime: keys and values point into the text, or into the buffer that a key was given.
class JsonItems {
 public:
  /// @param text  an object or a list, with or without white space around it
  explicit JsonItems(std::string_view text) noexcept;

  bool is_object() const noexcept { return close_ == '}'; }

  /// Moves to the next item.  Returns false at the end, and when the text is malformed or nested too deep.
  bool next() noexcept { return next_key() && take_value(); }
  /// Do the same in two steps, between which inner() may walk through an object or a list.
  bool next_key() noexcept;
  bool take_value() noexcept;
  /// Returns the items of the value that follows the key.
  JsonItems inner() const noexcept { return JsonItems(at_, end_, depth_ + 1); }
  /// Replaces take_value() after `inner` has been walked through to its end.
  bool take_inner(const JsonItems& inner) noexcept;

  /// Returns the key of an object's member, unescaped(); empty in a list.
  std::string_view key(std::vector<std::byte>& buffer) const;
  /// Returns what stands between the key's quotes, with its escapes.
  std::string_view raw_key() const noexcept { return between(key_begin_, key_end_); }
  std::string_view value() const noexcept { return between(value_begin_, at_); }

  /// After the last item: whether the object or list was complete, and what follows it and its white space.
  bool whole() const noexcept { return whole_; }
  std::string_view rest() const noexcept { return between(at_, end_); }
  /// When the text was not complete: whether it is nested too deep; if not, it is malformed where rest() begins.
  bool too_deep() const noexcept { return too_deep_; }

 private:
  JsonItems(const char* at, const char* end, std::size_t depth) noexcept;
  static std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  bool stop(const char* at, bool whole, bool too_deep = false) noexcept;

  // Members that change with each item are apart from their ends and sizes.  Compilers would copy such a pair with one load,
  // which has to wait until both stores have left the processor's store buffer.
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

/// Tell the kind of a value that JsonItems returned by its first characters.
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

/// Returns what stands between the quotes of a string, for unescaped().
inline std::string_view inside(std::string_view string) noexcept {
  return string.substr(1, string.size() - 2);
}

}  // namespace nmsgxx::text

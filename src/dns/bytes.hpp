#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/assert.hpp"
#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"

// Reads and writes the binary form of rdata and messages, whose numbers are big-endian.
namespace nmsgxx::dns {

/// Takes values from the front of bytes.  The caller must have checked with has() or has_counted() that they are there.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) noexcept : rest_(bytes) {}

  bool empty() const noexcept { return rest_.empty(); }
  bool has(std::size_t count) const noexcept { return rest_.size() >= count; }
  Bytes rest() const noexcept { return rest_; }

  Bytes take(std::size_t count) noexcept {
    NMSGXX_ASSERT(has(count));
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  Bytes take_rest() noexcept { return take(rest_.size()); }

  template <std::unsigned_integral T>
  T number() noexcept {
    const std::byte* const at = take(sizeof(T)).data();
    if constexpr (sizeof(T) == 1) {
      return std::to_integer<T>(*at);
    } else {
      return base::load_big<T>(at);
    }
  }

  /// Whether a length byte and the bytes that it counts are there.
  bool has_counted() const noexcept { return !empty() && has(1 + std::to_integer<std::size_t>(rest_[0])); }

  /// Takes a length byte and the bytes that it counts, and returns the latter.
  Bytes counted() noexcept { return take(number<std::uint8_t>()); }

 private:
  Bytes rest_;
};

template <std::unsigned_integral T>
void store_number(T number, std::byte* out) noexcept {
  if constexpr (sizeof(T) == 1) {
    *out = static_cast<std::byte>(number);
  } else {
    base::store_big(out, number);
  }
}

template <std::unsigned_integral T>
void append_binary(T number, std::vector<std::byte>& out) {
  out.resize(out.size() + sizeof(T));
  store_number(number, out.data() + out.size() - sizeof(T));
}

/// Appends a length of type T and what `append` appends to `out`.
///
/// @return false when `append` returns false, or the length does not fit into T
template <std::unsigned_integral T, class Append>
bool append_counted(std::vector<std::byte>& out, Append append) {
  const std::size_t begin = out.size();
  append_binary(T{0}, out);
  if (!append()) return false;
  const std::size_t size = out.size() - begin - sizeof(T);
  if (size > std::numeric_limits<T>::max()) return false;
  store_number(static_cast<T>(size), out.data() + begin);
  return true;
}

}  // namespace nmsgxx::dns

#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <vector>

namespace nmsgxx::dns {

template <std::unsigned_integral T>
void store_number(T number, std::byte* out) noexcept {
  for (std::size_t i = sizeof(T); i-- > 0; number = static_cast<T>(number >> 4 >> 4)) out[i] = static_cast<std::byte>(number);
}

template <std::unsigned_integral T>
void append_number(T number, std::vector<std::byte>& out) {
  out.resize(out.size() + sizeof(T));
  store_number(number, out.data() + out.size() - sizeof(T));
}

/// Appends what `append` appends, behind its size.
///
/// @return false when `append` says so, or the size is no T
template <std::unsigned_integral T, class Append>
bool append_sized(std::vector<std::byte>& out, Append append) {
  const std::size_t begin = out.size();
  append_number(T{0}, out);
  if (!append()) return false;
  const std::size_t size = out.size() - begin - sizeof(T);
  if (size > std::numeric_limits<T>::max()) return false;
  store_number(static_cast<T>(size), out.data() + begin);
  return true;
}

}  // namespace nmsgxx::dns

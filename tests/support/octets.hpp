#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::test {

using Octets = std::vector<std::byte>;

inline Octets joined(Octets front, Bytes back) {
  front.insert(front.end(), back.begin(), back.end());
  return front;
}

inline std::string hex(Bytes bytes) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const std::byte b : bytes) {
    out += kDigits[std::to_integer<unsigned>(b) >> 4];
    out += kDigits[std::to_integer<unsigned>(b) & 0x0F];
  }
  return out;
}

/// Repeats the bytes until there are `size` of them; the last repetition may be incomplete.
inline Octets repeated(Octets octets, std::size_t size) {
  octets.reserve(size);
  while (octets.size() < size) {
    const std::size_t more = std::min(octets.size(), size - octets.size());
    octets.resize(octets.size() + more);
    std::copy_n(octets.begin(), more, octets.end() - static_cast<std::ptrdiff_t>(more));
  }
  return octets;
}

}  // namespace nmsgxx::test

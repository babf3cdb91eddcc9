#pragma once

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

}  // namespace nmsgxx::test

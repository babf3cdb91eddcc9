#pragma once

#include <algorithm>
#include <cstddef>
#include <random>

#include "nmsgxx/bytes.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// Tests seed it with a constant so that every run is the same.
using Random = std::mt19937_64;

/// Returns a number from 0 to n - 1.  n must not be 0.
inline std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

inline bool one_in(Random& random, std::size_t n) {
  return below(random, n) == 0;
}

inline std::byte octet(Random& random) {
  return static_cast<std::byte>(random() & 0xFF);
}

inline Octets noise(Random& random, std::size_t size) {
  Octets out(size);
  for (std::byte& b : out) b = octet(random);
  return out;
}

/// Returns a number, of which every width is equally likely.
inline std::uint64_t any_number(Random& random) {
  return random() >> below(random, 64);
}

/// Makes one to three changes, as damage or an attacker might.
inline Octets mutated(Random& random, Octets bytes) {
  for (std::size_t n = 1 + below(random, 3); n > 0 && !bytes.empty(); --n) {
    const auto at = static_cast<std::ptrdiff_t>(below(random, bytes.size()));
    const auto place = bytes.begin() + at;
    switch (below(random, 6)) {
      case 0: *place ^= static_cast<std::byte>(1U << below(random, 8)); break;
      case 1: *place = octet(random); break;
      case 2: bytes.insert(place, octet(random)); break;
      case 3: bytes.erase(place); break;
      case 4:
        bytes.erase(place, place + static_cast<std::ptrdiff_t>(below(random, bytes.size() - static_cast<std::size_t>(at))));
        break;
      default: {
        const Octets again(place, bytes.end());
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(random, bytes.size())), again.begin(), again.end());
        break;
      }
    }
  }
  return bytes;
}

}  // namespace nmsgxx::test

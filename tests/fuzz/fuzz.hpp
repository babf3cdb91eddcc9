#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string_view>

#include "nmsgxx/bytes.hpp"

/// Each target has one; libFuzzer, or replay_main.cpp, calls it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace nmsgxx::fuzz {

/// Ends the process when what should hold does not.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline bool equal(Bytes a, Bytes b) {
  return std::ranges::equal(a, b);
}

/// The same of two texts that should be one, which are shown.
inline void require_same(std::string_view first, std::string_view second, std::string_view what) {
  if (first == second) return;
  for (const auto text : {first, second}) std::fprintf(stderr, "<%.*s>\n", static_cast<int>(text.size()), text.data());
  require(false, what);
}

/// Where the text of rdata that is not its type's breaks off.  It may be read as something else.
inline bool breaks_off(std::string_view text) {
  return text.find("### PARSE ERROR") != text.npos;
}

/// Where rdata has bitmaps of types, whose blocks may be out of order and are put in order once.
inline bool has_bitmaps(std::string_view text) {
  return text.find("NSEC") != text.npos || text.find("CSYNC") != text.npos;
}

/// Where JSON has bytes that are empty or no address, which are absent when it is read.
inline bool has_nulls(std::string_view text) {
  return text.find("null") != text.npos;
}

/// Takes numbers and pieces off the front of an input.  Where nothing is left there are zeros, and pieces are shorter.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(std::as_bytes(std::span(data, size))) {}

  bool empty() const { return rest_.empty(); }
  Bytes take(std::size_t size) {
    const Bytes taken = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  Bytes rest() { return take(rest_.size()); }

  /// Most significant octet first.
  std::uint32_t number(std::size_t octets) {
    std::uint32_t number = 0;
    for (const std::byte b : take(octets)) number = number << 8 | std::to_integer<std::uint32_t>(b);
    return number;
  }

 private:
  Bytes rest_;
};

}  // namespace nmsgxx::fuzz

#include "text/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <bit>
#include <cstdint>

#include "base/assert.hpp"
#include "base/endian.hpp"
#include "text/put.hpp"

namespace nmsgxx::text {
namespace {

constexpr unsigned kWords = 8;

struct DottedByte {
  std::array<char, 4> text;  // its decimal digits and a dot
  std::uint8_t size;
};

constexpr auto kDottedBytes = [] {
  std::array<DottedByte, 256> table{};
  for (unsigned n = 0; n < 256; ++n) {
    DottedByte& byte = table[n];
    if (n >= 100) byte.text[byte.size++] = static_cast<char>('0' + n / 100);
    if (n >= 10) byte.text[byte.size++] = static_cast<char>('0' + n / 10 % 10);
    byte.text[byte.size++] = static_cast<char>('0' + n % 10);
    byte.text[byte.size++] = '.';
  }
  return table;
}();

char* put_ipv4(char* out, const std::byte* address) noexcept {
  for (std::size_t i = 0; i < kIpv4Size; ++i) {
    const DottedByte& byte = kDottedBytes[static_cast<std::uint8_t>(address[i])];
    std::memcpy(out, byte.text.data(), byte.text.size());
    out += byte.size;
  }
  return out - 1;  // without the last dot
}

char* put_word(char* out, std::uint16_t word) noexcept {
  const int digits = (std::bit_width(static_cast<std::uint16_t>(word | 1)) + 3) / 4;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) *out++ = kHexDigits[word >> shift & 0xF];
  return out;
}

struct Run {
  unsigned begin = kWords;
  unsigned size = 0;
  unsigned end() const noexcept { return begin + size; }
};

/// Finds the zeros that "::" stands for: the first of the longest runs of two or more words.
Run longest_zeros(const std::array<std::uint16_t, kWords>& words) noexcept {
  Run best;
  Run run;
  for (unsigned i = 0; i < kWords; ++i) {
    if (words[i] != 0) {
      run = {};
      continue;
    }
    if (run.size == 0) run.begin = i;
    if (++run.size > best.size) best = run;
  }
  return best.size >= 2 ? best : Run{};
}

/// Whether inet_ntop() writes the last 32 bits as IPv4: "::a.b.c.d" and "::ffff:a.b.c.d".
bool ends_in_ipv4(const std::array<std::uint16_t, kWords>& words, const Run& zeros) noexcept {
  return zeros.begin == 0 && (zeros.size == 6 || (zeros.size == 5 && words[5] == 0xFFFF));
}

char* put_ipv6(char* out, const std::byte* address) noexcept {
  std::array<std::uint16_t, kWords> words;
  for (unsigned i = 0; i < kWords; ++i) words[i] = base::load_big<std::uint16_t>(address + std::size_t{2} * i);
  const Run zeros = longest_zeros(words);
  const bool ipv4 = ends_in_ipv4(words, zeros);
  const unsigned end = ipv4 ? 6 : kWords;
  for (unsigned i = 0; i < end; ++i) {
    if (i == zeros.begin) {
      out = put(out, "::");
      i = zeros.end() - 1;
      continue;
    }
    if (i != 0 && i != zeros.end()) out = put(out, ':');
    out = put_word(out, words[i]);
  }
  if (!ipv4) return out;
  if (zeros.end() != end) out = put(out, ':');
  return put_ipv4(out, address + 12);
}

}  // namespace

char* put_address(char* out, Bytes address) noexcept {
  NMSGXX_ASSERT(address.size() == kIpv4Size || address.size() == kIpv6Size);
  return address.size() == kIpv4Size ? put_ipv4(out, address.data()) : put_ipv6(out, address.data());
}

bool parse_address(std::string_view text, std::span<std::byte> out) noexcept {
  NMSGXX_ASSERT(out.size() == kIpv4Size || out.size() == kIpv6Size);
  std::array<char, kAddressTextMax> terminated{};
  if (text.size() >= terminated.size()) return false;
  text.copy(terminated.data(), text.size());
  return inet_pton(out.size() == kIpv4Size ? AF_INET : AF_INET6, terminated.data(), out.data()) == 1;
}

}  // namespace nmsgxx::text

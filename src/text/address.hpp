#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

// IPv4 and IPv6 addresses as text.
namespace nmsgxx::text {

inline constexpr std::size_t kIpv4Size = 4;
inline constexpr std::size_t kIpv6Size = 16;

/// The room that put_address() needs: one byte more than the longest address has, as for inet_ntop().
inline constexpr std::size_t kAddressTextMax = 46;

/// Writes an address of 4 or 16 bytes as inet_ntop() does: as RFC 5952 says, with the last 32 bits of mapped and compatible
/// IPv6 addresses as a dotted quad.
///
/// @return the end of the text
char* put_address(char* out, Bytes address) noexcept;

/// Appends the text that put_address() writes.
///
/// @tparam Out  std::string or Text
template <class Out>
void append_address(Bytes address, Out& out) {
  std::array<char, kAddressTextMax> text;
  out.append(text.data(), put_address(text.data(), address));
}

/// Parses an IPv4 address into 4 bytes, or an IPv6 address into 16, as inet_pton() does.
///
/// @param out  has kIpv4Size or kIpv6Size bytes, which says what is expected
/// @return false when the text is not such an address
bool parse_address(std::string_view text, std::span<std::byte> out) noexcept;

/// Parses an address of `size` bytes and appends it.
///
/// @return false when the text is not such an address; `out` then ends with bytes that the caller must drop
inline bool parse_address(std::string_view text, std::size_t size, std::vector<std::byte>& out) {
  out.resize(out.size() + size);
  return parse_address(text, std::span(out).last(size));
}

}  // namespace nmsgxx::text

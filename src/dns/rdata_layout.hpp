#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// Which fields the rdata of a type has, for its text in both directions and for taking it out of a message.
namespace nmsgxx::dns {

enum class RdataField : std::uint8_t {
  name,
  number8,
  number16,
  number32,
  rrtype,
  ipv4,
  ipv6,
  ipv6_suffix,  ///< the octet count of bits that are left out, then the rest of an address (RFC 2874)
  eui48,
  eui64,
  string,   ///< a length octet and as many octets
  strings,  ///< such strings up to the end
  salt,     ///< like a string, in hexadecimal
  hash,     ///< like a string, in base32
  rrtypes,  ///< bitmaps of types up to the end (RFC 4034, section 4.1.2)
  params,   ///< service parameters up to the end (RFC 9460)
  options,  ///< EDNS options up to the end (RFC 6891)
  hex,      ///< octets up to the end, in hexadecimal
  base64,   ///< the same, in base64
  text,     ///< the same, in quotes
};

/// Bits of an IPv6 address, and octets that are left of one without its prefix (RFC 2874, section 3.1.1).
inline constexpr std::size_t kIpv6Bits = 128;
constexpr std::size_t ipv6_suffix_size(std::size_t prefix_bits) noexcept {
  return (kIpv6Bits - prefix_bits + 7) / 8;
}

class RdataLayout {
 public:
  std::span<const RdataField> fields() const noexcept { return {fields_.data(), count_}; }

  /// Whether records of the class have these fields.  Those of other classes have no text.
  bool fits(std::uint16_t rrclass) const noexcept { return !internet_only_ || rrclass == kInternet; }

 private:
  friend struct LayoutTable;
  static constexpr std::uint16_t kInternet = 1;

  std::array<RdataField, 9> fields_{};
  std::uint8_t count_ = 0;
  bool internet_only_ = false;
};

/// The layout of a type; nullptr when it is not known, and the rdata is octets (RFC 3597).
const RdataLayout* rdata_layout(std::uint16_t rrtype) noexcept;

}  // namespace nmsgxx::dns

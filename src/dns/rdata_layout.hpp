#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// Which fields the rdata of a type has.
namespace nmsgxx::dns {

enum class RdataField : std::uint8_t {
  name,
  number8,
  number16,
  number32,
  rrtype,
  ipv4,
  ipv6,
  ipv6_suffix,  ///< a byte with the size of the prefix in bits, then the rest of the address (RFC 2874)
  eui48,
  eui64,
  string,   ///< a length byte and the bytes that it counts
  strings,  ///< strings up to the end
  salt,     ///< like a string, in hexadecimal
  hash,     ///< like a string, in base32
  rrtypes,  ///< type bitmap up to the end (RFC 4034, section 4.1.2)
  params,   ///< service parameters up to the end (RFC 9460)
  options,  ///< EDNS options up to the end (RFC 6891)
  hex,      ///< bytes up to the end, in hexadecimal
  base64,   ///< bytes up to the end, in base64
  text,     ///< bytes up to the end, in quotes
};

/// The bits of an IPv6 address, and the bytes that remain of one without its prefix (RFC 2874, section 3.1.1).
inline constexpr std::size_t kIpv6Bits = 128;
constexpr std::size_t ipv6_suffix_size(std::size_t prefix_bits) noexcept {
  return (kIpv6Bits - prefix_bits + 7) / 8;
}

/// The fields of one type.
class RdataLayout {
 public:
  std::span<const RdataField> fields() const noexcept { return {fields_.data(), count_}; }

  /// Whether records of the class have these fields; some types belong to class IN only.
  bool fits(std::uint16_t rrclass) const noexcept { return !internet_only_ || rrclass == kInternet; }

 private:
  friend struct LayoutTable;
  static constexpr std::uint16_t kInternet = 1;

  std::array<RdataField, 9> fields_{};
  std::uint8_t count_ = 0;
  bool internet_only_ = false;
};

/// Returns the layout of a type, or null for a type whose rdata is opaque (RFC 3597).
const RdataLayout* rdata_layout(std::uint16_t rrtype) noexcept;

}  // namespace nmsgxx::dns

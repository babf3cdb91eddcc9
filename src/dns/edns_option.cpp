#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "dns/radix.hpp"
#include "dns/rdata_field.hpp"
#include "text/address.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

using text::append_number;

// RFC 7871 and RFC 8914.
constexpr std::uint16_t kClientSubnet = 8;
constexpr std::uint16_t kExtendedError = 15;

// RFC 8914, section 5.2.
constexpr std::string_view kExtendedErrors[] = {
    "Other Error",
    "Unsupported DNSKEY Algorithm",
    "Unsupported DS Digest Type",
    "Stale Answer",
    "Forged Answer",
    "DNSSEC Indeterminate",
    "DNSSEC Bogus",
    "Signature Expired",
    "Signature Not Yet Valid",
    "DNSKEY Missing",
    "RRSIGs Missing",
    "No Zone Key Bit Set",
    "NSEC Missing",
    "Cached Error",
    "Not Ready",
    "Blocked",
    "Censored",
    "Filtered",
    "Prohibited",
    "Stale NXDomain Answer",
    "Not Authoritative",
    "Not Supported",
    "No Reachable Authority",
    "Network Error",
    "Invalid Data",
};

void append_printable(Bytes bytes, std::string& out) {
  for (const std::byte byte : bytes) {
    const auto c = std::to_integer<char>(byte);
    out += c >= ' ' && c <= '~' ? c : '.';
  }
}

/// Returns the size of the addresses of a family, by IANA's numbers; 0 for families that are not shown.
std::size_t address_size(std::uint16_t family) noexcept {
  return family == 1 ? text::kIpv4Size : family == 2 ? text::kIpv6Size : 0;
}

RdataError append_client_subnet(ByteReader value, std::string& out) {
  if (!value.has(4)) return RdataError::bad_value;
  const std::size_t size = address_size(value.number<std::uint16_t>());
  const auto source_bits = value.number<std::uint8_t>();
  const auto scope_bits = value.number<std::uint8_t>();
  const Bytes given = value.rest();
  if (size == 0 || given.size() > size) return RdataError::bad_value;
  std::array<std::byte, text::kIpv6Size> address{};
  std::copy(given.begin(), given.end(), address.begin());
  text::append_address(Bytes(address).first(size), out);
  for (const auto bits : {source_bits, scope_bits}) {
    out += '/';
    append_number(bits, out);
  }
  return RdataError::none;
}

RdataError append_extended_error(ByteReader value, std::string& out) {
  if (!value.has(2)) return RdataError::bad_value;
  const auto code = value.number<std::uint16_t>();
  append_number(code, out);
  if (code < std::size(kExtendedErrors)) out.append(" (").append(kExtendedErrors[code]).append(")");
  out += ": (";
  append_printable(value.rest(), out);
  out += ')';
  return RdataError::none;
}

RdataError append_other(ByteReader value, std::string& out) {
  const Bytes bytes = value.rest();
  while (!value.empty()) {
    append_hex(value.take(1), out);
    out += ' ';
  }
  out += "(\"";
  append_printable(bytes, out);
  out += "\")";
  return RdataError::none;
}

void append_code(std::uint16_t code, std::string& out) {
  switch (code) {
    case kClientSubnet: out += "CLIENT-SUBNET:"; break;
    case kExtendedError: out += "EDE:"; break;
    default:
      out += "OPT=";
      append_number(code, out);
      out += ':';
  }
}

RdataError append_option(ByteReader& options, std::string& out) {
  if (!options.has(2)) return RdataError::truncated;
  const auto code = options.number<std::uint16_t>();
  append_code(code, out);
  if (!options.has(2)) return RdataError::truncated;
  const auto size = options.number<std::uint16_t>();
  if (!options.has(size)) return RdataError::truncated;
  const ByteReader value(options.take(size));
  out += ' ';
  switch (code) {
    case kClientSubnet: return append_client_subnet(value, out);
    case kExtendedError: return append_extended_error(value, out);
    default: return append_other(value, out);
  }
}

}  // namespace

void append_edns_option(ByteReader& options, std::string& out) {
  const RdataError error = append_option(options, out);
  if (error == RdataError::none) return;
  append_parse_error(error, out);
  options.take_rest();
}

}  // namespace nmsgxx::dns

#include "dns/edns_option.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "dns/address.hpp"
#include "dns/fault.hpp"
#include "dns/number.hpp"
#include "dns/radix.hpp"

namespace nmsgxx::dns {
namespace {

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

void append_printable(Bytes octets, std::string& out) {
  for (const std::byte octet : octets) {
    const auto c = std::to_integer<char>(octet);
    out += c >= ' ' && c <= '~' ? c : '.';
  }
}

/// Octets of an address of the family, as IANA numbers them; 0 for families that cannot be shown.
std::size_t address_size(std::uint16_t family) noexcept {
  return family == 1 ? kIpv4Size : family == 2 ? kIpv6Size : 0;
}

Fault append_client_subnet(OctetReader value, std::string& out) {
  if (!value.has(4)) return Fault::bad_value;
  const std::size_t size = address_size(value.number<std::uint16_t>());
  const auto source_bits = value.number<std::uint8_t>();
  const auto scope_bits = value.number<std::uint8_t>();
  const Bytes given = value.rest();
  if (size == 0 || given.size() > size) return Fault::bad_value;
  std::array<std::byte, kIpv6Size> address{};
  std::copy(given.begin(), given.end(), address.begin());
  append_address(Bytes(address).first(size), out);
  for (const auto bits : {source_bits, scope_bits}) {
    out += '/';
    append_number(bits, out);
  }
  return Fault::none;
}

Fault append_extended_error(OctetReader value, std::string& out) {
  if (!value.has(2)) return Fault::bad_value;
  const auto code = value.number<std::uint16_t>();
  append_number(code, out);
  if (code < std::size(kExtendedErrors)) out.append(" (").append(kExtendedErrors[code]).append(")");
  out += ": (";
  append_printable(value.rest(), out);
  out += ')';
  return Fault::none;
}

Fault append_other(OctetReader value, std::string& out) {
  const Bytes octets = value.rest();
  while (!value.empty()) {
    append_hex(value.take(1), out);
    out += ' ';
  }
  out += "(\"";
  append_printable(octets, out);
  out += "\")";
  return Fault::none;
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

Fault append_option(OctetReader& options, std::string& out) {
  if (!options.has(2)) return Fault::cut_off;
  const auto code = options.number<std::uint16_t>();
  append_code(code, out);
  if (!options.has(2)) return Fault::cut_off;
  const auto size = options.number<std::uint16_t>();
  if (!options.has(size)) return Fault::cut_off;
  const OctetReader value(options.take(size));
  out += ' ';
  switch (code) {
    case kClientSubnet: return append_client_subnet(value, out);
    case kExtendedError: return append_extended_error(value, out);
    default: return append_other(value, out);
  }
}

}  // namespace

void append_edns_option(OctetReader& options, std::string& out) {
  const Fault fault = append_option(options, out);
  if (fault == Fault::none) return;
  append_fault(fault, out);
  options.take_rest();
}

}  // namespace nmsgxx::dns

#include "dns/field_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "dns/address.hpp"
#include "dns/codes.hpp"
#include "dns/edns_option.hpp"
#include "dns/escape.hpp"
#include "dns/name.hpp"
#include "dns/number.hpp"
#include "dns/quoted.hpp"
#include "dns/radix.hpp"
#include "dns/service_params.hpp"
#include "dns/type_bitmap.hpp"

namespace nmsgxx::dns {
namespace {

struct NameExtent {
  std::size_t size;
  Fault fault;
};

/// The uncompressed name at the front.  Rdata that ends behind a label ends the name, too.
NameExtent name_extent(Bytes octets) noexcept {
  std::size_t at = 0;
  while (at < octets.size()) {
    const auto length = std::to_integer<std::size_t>(octets[at]);
    if (length > kLabelMax || length >= octets.size() - at) return {at, Fault::bad_label};
    at += 1 + length;
    if (length == 0) return {at, at > kNameMax ? Fault::long_name : Fault::none};
  }
  return {at, at >= kNameMax ? Fault::long_name : at == 0 ? Fault::bad_label : Fault::none};
}

Fault append_name_field(OctetReader& rdata, std::string& out) {
  const NameExtent name = name_extent(rdata.rest());
  if (name.fault != Fault::none) return name.fault;
  append_name(rdata.take(name.size), out);
  out += ' ';
  return Fault::none;
}

template <class T>
Fault append_number_field(OctetReader& rdata, std::string& out) {
  if (!rdata.has(sizeof(T))) return Fault::cut_off;
  append_number(rdata.number<T>(), out);
  out += ' ';
  return Fault::none;
}

Fault append_rrtype_field(OctetReader& rdata, std::string& out) {
  if (!rdata.has(2)) return Fault::cut_off;
  append_rrtype(rdata.number<std::uint16_t>(), out);
  out += ' ';
  return Fault::none;
}

Fault append_address_field(std::size_t size, OctetReader& rdata, std::string& out) {
  if (!rdata.has(size)) return Fault::cut_off;
  append_address(rdata.take(size), out);
  out += ' ';
  return Fault::none;
}

Fault append_ipv6_suffix(OctetReader& rdata, std::string& out) {
  const auto prefix = rdata.number<std::uint8_t>();
  if (prefix > kIpv6Bits) return Fault::cut_off;
  const std::size_t size = ipv6_suffix_size(prefix);
  if (!rdata.has(size)) return Fault::cut_off;
  append_number(prefix, out);
  out += ' ';
  if (size == 0) return Fault::none;
  std::array<std::byte, kIpv6Size> address{};
  const Bytes suffix = rdata.take(size);
  std::copy(suffix.begin(), suffix.end(), address.end() - static_cast<std::ptrdiff_t>(size));
  append_address(address, out);
  out += ' ';
  return Fault::none;
}

Fault append_eui(std::size_t size, OctetReader& rdata, std::string& out) {
  if (!rdata.has(size)) return Fault::cut_off;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += '-';
    append_hex(rdata.take(1), out);
  }
  return Fault::none;
}

Fault append_string(OctetReader& rdata, std::string& out) {
  if (!rdata.has_counted()) return Fault::cut_off;
  append_quoted(rdata.counted(), out);
  return Fault::none;
}

Fault append_strings(OctetReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    if (!rdata.has_counted()) return Fault::cut_off;
    append_quoted(rdata.counted(), out);
  }
  return Fault::none;
}

/// "-" is the empty salt of RFC 5155; for an empty hash, which has no text there, wdns writes "0", one digit being no octet.
Fault append_coded(void (*append)(Bytes, std::string&), char empty, OctetReader& rdata, std::string& out) {
  if (!rdata.has_counted()) return Fault::cut_off;
  const Bytes octets = rdata.counted();
  if (octets.empty()) out += empty;
  append(octets, out);
  out += ' ';
  return Fault::none;
}

Fault append_rest(void (*append)(Bytes, std::string&), OctetReader& rdata, std::string& out) {
  append(rdata.take_rest(), out);
  return Fault::none;
}

Fault append_options(OctetReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    append_edns_option(rdata, out);
    if (!rdata.empty()) out += '\n';
  }
  return Fault::none;
}

}  // namespace

Fault append_field(RdataField field, OctetReader& rdata, std::size_t most, std::string& out) {
  switch (field) {
    case RdataField::name: return append_name_field(rdata, out);
    case RdataField::number8: return append_number_field<std::uint8_t>(rdata, out);
    case RdataField::number16: return append_number_field<std::uint16_t>(rdata, out);
    case RdataField::number32: return append_number_field<std::uint32_t>(rdata, out);
    case RdataField::rrtype: return append_rrtype_field(rdata, out);
    case RdataField::ipv4: return append_address_field(kIpv4Size, rdata, out);
    case RdataField::ipv6: return append_address_field(kIpv6Size, rdata, out);
    case RdataField::ipv6_suffix: return append_ipv6_suffix(rdata, out);
    case RdataField::eui48: return append_eui(6, rdata, out);
    case RdataField::eui64: return append_eui(8, rdata, out);
    case RdataField::string: return append_string(rdata, out);
    case RdataField::strings: return append_strings(rdata, out);
    case RdataField::salt: return append_coded(append_hex, '-', rdata, out);
    case RdataField::hash: return append_coded(append_base32, '0', rdata, out);
    case RdataField::rrtypes: return append_type_bitmap(rdata, most, out);
    case RdataField::params: return append_params(rdata, out);
    case RdataField::options: return append_options(rdata, out);
    case RdataField::hex: return append_rest(append_upper_hex, rdata, out);
    case RdataField::base64: return append_rest(append_base64, rdata, out);
    case RdataField::text: return append_rest(append_quoted, rdata, out);
  }
  return Fault::none;
}

}  // namespace nmsgxx::dns

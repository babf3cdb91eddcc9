#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "dns/codes.hpp"
#include "dns/escape.hpp"
#include "dns/name.hpp"
#include "dns/radix.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "dns/rdata_layout.hpp"
#include "text/address.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

using text::append_address;
using text::append_number;

struct NameExtent {
  std::size_t size;
  RdataError error;
};

/// Measures the uncompressed name at the front.  Rdata that ends after a label also ends the name.
NameExtent name_extent(Bytes rdata) noexcept {
  std::size_t at = 0;
  while (at < rdata.size()) {
    const auto length = std::to_integer<std::size_t>(rdata[at]);
    if (length > kLabelMax || length >= rdata.size() - at) return {at, RdataError::bad_label};
    at += 1 + length;
    if (length == 0) return {at, at > kNameMax ? RdataError::long_name : RdataError::none};
  }
  return {at, at >= kNameMax ? RdataError::long_name : at == 0 ? RdataError::bad_label : RdataError::none};
}

RdataError append_name_field(ByteReader& rdata, std::string& out) {
  const NameExtent name = name_extent(rdata.rest());
  if (name.error != RdataError::none) return name.error;
  append_name(rdata.take(name.size), out);
  out += ' ';
  return RdataError::none;
}

template <class T>
RdataError append_number_field(ByteReader& rdata, std::string& out) {
  if (!rdata.has(sizeof(T))) return RdataError::truncated;
  append_number(rdata.number<T>(), out);
  out += ' ';
  return RdataError::none;
}

RdataError append_rrtype_field(ByteReader& rdata, std::string& out) {
  if (!rdata.has(2)) return RdataError::truncated;
  append_rrtype(rdata.number<std::uint16_t>(), out);
  out += ' ';
  return RdataError::none;
}

RdataError append_address_field(std::size_t size, ByteReader& rdata, std::string& out) {
  if (!rdata.has(size)) return RdataError::truncated;
  append_address(rdata.take(size), out);
  out += ' ';
  return RdataError::none;
}

RdataError append_ipv6_suffix(ByteReader& rdata, std::string& out) {
  const auto prefix = rdata.number<std::uint8_t>();
  if (prefix > kIpv6Bits) return RdataError::truncated;
  const std::size_t size = ipv6_suffix_size(prefix);
  if (!rdata.has(size)) return RdataError::truncated;
  append_number(prefix, out);
  out += ' ';
  if (size == 0) return RdataError::none;
  std::array<std::byte, text::kIpv6Size> address{};
  const Bytes suffix = rdata.take(size);
  std::copy(suffix.begin(), suffix.end(), address.end() - static_cast<std::ptrdiff_t>(size));
  append_address(address, out);
  out += ' ';
  return RdataError::none;
}

RdataError append_eui(std::size_t size, ByteReader& rdata, std::string& out) {
  if (!rdata.has(size)) return RdataError::truncated;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += '-';
    append_hex(rdata.take(1), out);
  }
  return RdataError::none;
}

RdataError append_string(ByteReader& rdata, std::string& out) {
  if (!rdata.has_counted()) return RdataError::truncated;
  append_quoted(rdata.counted(), out);
  return RdataError::none;
}

RdataError append_strings(ByteReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    if (!rdata.has_counted()) return RdataError::truncated;
    append_quoted(rdata.counted(), out);
  }
  return RdataError::none;
}

/// Appends a salt or a hash.  RFC 5155 writes "-" for an empty salt and has no text for an empty hash, for which wdns writes
/// "0".
RdataError append_counted_digits(void (*append)(Bytes, std::string&), char empty, ByteReader& rdata, std::string& out) {
  if (!rdata.has_counted()) return RdataError::truncated;
  const Bytes bytes = rdata.counted();
  if (bytes.empty()) out += empty;
  append(bytes, out);
  out += ' ';
  return RdataError::none;
}

RdataError append_rest(void (*append)(Bytes, std::string&), ByteReader& rdata, std::string& out) {
  append(rdata.take_rest(), out);
  return RdataError::none;
}

RdataError append_options(ByteReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    append_edns_option(rdata, out);
    if (!rdata.empty()) out += '\n';
  }
  return RdataError::none;
}

/// Takes a field from rdata that is not empty and appends its text, with a space after it where another field may follow.
RdataError append_field(RdataField field, ByteReader& rdata, std::size_t max_size, std::string& out) {
  switch (field) {
    case RdataField::name: return append_name_field(rdata, out);
    case RdataField::number8: return append_number_field<std::uint8_t>(rdata, out);
    case RdataField::number16: return append_number_field<std::uint16_t>(rdata, out);
    case RdataField::number32: return append_number_field<std::uint32_t>(rdata, out);
    case RdataField::rrtype: return append_rrtype_field(rdata, out);
    case RdataField::ipv4: return append_address_field(text::kIpv4Size, rdata, out);
    case RdataField::ipv6: return append_address_field(text::kIpv6Size, rdata, out);
    case RdataField::ipv6_suffix: return append_ipv6_suffix(rdata, out);
    case RdataField::eui48: return append_eui(6, rdata, out);
    case RdataField::eui64: return append_eui(8, rdata, out);
    case RdataField::string: return append_string(rdata, out);
    case RdataField::strings: return append_strings(rdata, out);
    case RdataField::salt: return append_counted_digits(append_hex, '-', rdata, out);
    case RdataField::hash: return append_counted_digits(append_base32, '0', rdata, out);
    case RdataField::rrtypes: return append_type_bitmap(rdata, max_size, out);
    case RdataField::params: return append_service_params(rdata, out);
    case RdataField::options: return append_options(rdata, out);
    case RdataField::hex: return append_rest(append_upper_hex, rdata, out);
    case RdataField::base64: return append_rest(append_base64, rdata, out);
    case RdataField::text: return append_rest(append_quoted, rdata, out);
  }
  return RdataError::none;
}

/// Appends the text of RFC 3597, section 5, with a space after each byte.
void append_unknown(Bytes rdata, std::string& out) {
  out += "\\# ";
  append_number(rdata.size(), out);
  out += ' ';
  for (ByteReader bytes(rdata); !bytes.empty();) {
    append_hex(bytes.take(1), out);
    out += ' ';
  }
}

RdataError append_fields(Bytes rdata, const RdataLayout& layout, std::size_t max_size, std::string& out) {
  ByteReader bytes(rdata);
  for (const RdataField field : layout.fields()) {
    if (bytes.empty()) break;
    const RdataError error = append_field(field, bytes, max_size, out);
    if (error != RdataError::none) return error;
  }
  return RdataError::none;
}

}  // namespace

void append_parse_error(RdataError error, std::string& out) {
  out += " ### PARSE ERROR";
  if (error < RdataError::text_too_long) {
    out += " #";
    append_number(static_cast<std::uint8_t>(error), out);
  }
  out += " ###";
}

void append_rdata(Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass, std::size_t max_size, std::string& out) {
  const RdataLayout* const layout = rdata_layout(rrtype);
  if (layout == nullptr) return append_unknown(rdata, out);
  if (!layout->fits(rrclass)) return;
  const std::size_t begin = out.size();
  const RdataError error = append_fields(rdata, *layout, max_size, out);
  if (error != RdataError::none) return append_parse_error(error, out);
  if (out.size() > begin && out.back() == ' ') out.pop_back();
}

}  // namespace nmsgxx::dns

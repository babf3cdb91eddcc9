#include "dns/field_parse.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "dns/address.hpp"
#include "dns/codes.hpp"
#include "dns/name.hpp"
#include "dns/number.hpp"
#include "dns/octet_writer.hpp"
#include "dns/quoted.hpp"
#include "dns/radix.hpp"
#include "dns/service_params.hpp"
#include "dns/type_bitmap.hpp"

namespace nmsgxx::dns {
namespace {

using Octets = std::vector<std::byte>;

template <std::unsigned_integral T>
bool append_if(std::optional<T> number, Octets& out) {
  if (number) append_number(*number, out);
  return number.has_value();
}

bool parse_ipv6_suffix(TextReader& text, Octets& out) {
  const auto prefix = number_of<std::uint8_t>(text.word());
  if (!prefix || *prefix > kIpv6Bits) return false;
  append_number(*prefix, out);
  const std::size_t size = ipv6_suffix_size(*prefix);
  if (size == 0) return true;
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  if (!parse_address(text.word(), kIpv6Size, out)) return false;
  out.erase(out.begin() + begin, out.end() - static_cast<std::ptrdiff_t>(size));
  return true;
}

bool parse_eui(std::string_view text, std::size_t size, Octets& out) {
  if (text.size() != 3 * size - 1) return false;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    if (at > 0 && text[at - 1] != '-') return false;
    if (!parse_hex(text.substr(at, 2), out)) return false;
  }
  return true;
}

/// A string up to which the text is taken off.
bool take_string(TextReader& text, Octets& out) {
  std::string_view rest = text.rest();
  if (!parse_string(rest, out)) return false;
  text.take(text.rest().size() - rest.size());
  return true;
}

bool parse_counted(TextReader& text, Octets& out) {
  return append_sized<std::uint8_t>(out, [&] { return take_string(text, out); });
}

bool parse_strings(TextReader& text, Octets& out) {
  while (!text.empty()) {
    if (!parse_counted(text, out)) return false;
  }
  return true;
}

bool parse_coded(bool (*parse)(std::string_view, Octets&), std::string_view empty, TextReader& text, Octets& out) {
  const std::string_view word = text.word();
  return append_sized<std::uint8_t>(out, [&] { return word == empty || parse(word, out); });
}

bool parse_quoted(TextReader& text, Octets& out) {
  return text.rest().starts_with('"') && take_string(text, out);
}

}  // namespace

bool parse_field(RdataField field, TextReader& text, Octets& out) {
  switch (field) {
    case RdataField::name: return parse_name(text.word(), out).has_value();
    case RdataField::number8: return append_if(number_of<std::uint8_t>(text.word()), out);
    case RdataField::number16: return append_if(number_of<std::uint16_t>(text.word()), out);
    case RdataField::number32: return append_if(number_of<std::uint32_t>(text.word()), out);
    case RdataField::rrtype: return append_if(rrtype_by_name(text.word()), out);
    case RdataField::ipv4: return parse_address(text.word(), kIpv4Size, out);
    case RdataField::ipv6: return parse_address(text.word(), kIpv6Size, out);
    case RdataField::ipv6_suffix: return parse_ipv6_suffix(text, out);
    case RdataField::eui48: return parse_eui(text.word(), 6, out);
    case RdataField::eui64: return parse_eui(text.word(), 8, out);
    case RdataField::string: return parse_counted(text, out);
    case RdataField::strings: return parse_strings(text, out);
    case RdataField::salt: return parse_coded(parse_hex, "-", text, out);
    case RdataField::hash: return parse_coded(parse_base32, "0", text, out);
    case RdataField::rrtypes: return parse_type_bitmap(text.take_rest(), out);
    case RdataField::params: return parse_params(text, out);
    case RdataField::hex: return parse_hex(text.take_rest(), out);
    case RdataField::base64: return parse_base64(text.take_rest(), out);
    case RdataField::text: return parse_quoted(text, out);
    case RdataField::options: return false;  // their text does not tell all
  }
  return false;
}

}  // namespace nmsgxx::dns

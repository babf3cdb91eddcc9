#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/number.hpp"
#include "dns/bytes.hpp"
#include "dns/codes.hpp"
#include "dns/escape.hpp"
#include "dns/name.hpp"
#include "dns/radix.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "dns/rdata_layout.hpp"
#include "dns/text_reader.hpp"
#include "text/address.hpp"

namespace nmsgxx::dns {
namespace {

using base::parse_number;
using text::parse_address;

template <std::unsigned_integral T>
bool append_if(std::optional<T> number, std::vector<std::byte>& out) {
  if (number) append_binary(*number, out);
  return number.has_value();
}

bool parse_ipv6_suffix(TextReader& text, std::vector<std::byte>& out) {
  const auto prefix = parse_number<std::uint8_t>(text.word());
  if (!prefix || *prefix > kIpv6Bits) return false;
  append_binary(*prefix, out);
  const std::size_t size = ipv6_suffix_size(*prefix);
  if (size == 0) return true;
  // The bytes that the prefix covers are left out.
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  if (!parse_address(text.word(), text::kIpv6Size, out)) return false;
  out.erase(out.begin() + begin, out.end() - static_cast<std::ptrdiff_t>(size));
  return true;
}

bool parse_eui(std::string_view text, std::size_t size, std::vector<std::byte>& out) {
  if (text.size() != 3 * size - 1) return false;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    if (at > 0 && text[at - 1] != '-') return false;
    if (!parse_hex(text.substr(at, 2), out)) return false;
  }
  return true;
}

bool take_string(TextReader& text, std::vector<std::byte>& out) {
  std::string_view rest = text.rest();
  if (!parse_string(rest, out)) return false;
  text.take(text.rest().size() - rest.size());
  return true;
}

bool parse_counted(TextReader& text, std::vector<std::byte>& out) {
  return append_counted<std::uint8_t>(out, [&] { return take_string(text, out); });
}

bool parse_strings(TextReader& text, std::vector<std::byte>& out) {
  while (!text.empty()) {
    if (!parse_counted(text, out)) return false;
  }
  return true;
}

bool parse_counted_digits(bool (*parse)(std::string_view, std::vector<std::byte>&), std::string_view empty, TextReader& text,
                          std::vector<std::byte>& out) {
  const std::string_view word = text.word();
  return append_counted<std::uint8_t>(out, [&] { return word == empty || parse(word, out); });
}

bool parse_quoted(TextReader& text, std::vector<std::byte>& out) {
  return text.rest().starts_with('"') && take_string(text, out);
}

/// Takes a field from a text that is not empty and appends its bytes.
bool parse_field(RdataField field, TextReader& text, std::vector<std::byte>& out) {
  switch (field) {
    case RdataField::name: return parse_name(text.word(), out).has_value();
    case RdataField::number8: return append_if(parse_number<std::uint8_t>(text.word()), out);
    case RdataField::number16: return append_if(parse_number<std::uint16_t>(text.word()), out);
    case RdataField::number32: return append_if(parse_number<std::uint32_t>(text.word()), out);
    case RdataField::rrtype: return append_if(rrtype_by_name(text.word()), out);
    case RdataField::ipv4: return parse_address(text.word(), text::kIpv4Size, out);
    case RdataField::ipv6: return parse_address(text.word(), text::kIpv6Size, out);
    case RdataField::ipv6_suffix: return parse_ipv6_suffix(text, out);
    case RdataField::eui48: return parse_eui(text.word(), 6, out);
    case RdataField::eui64: return parse_eui(text.word(), 8, out);
    case RdataField::string: return parse_counted(text, out);
    case RdataField::strings: return parse_strings(text, out);
    case RdataField::salt: return parse_counted_digits(parse_hex, "-", text, out);
    case RdataField::hash: return parse_counted_digits(parse_base32, "0", text, out);
    case RdataField::rrtypes: return parse_type_bitmap(text.take_rest(), out);
    case RdataField::params: return parse_service_params(text, out);
    case RdataField::hex: return parse_hex(text.take_rest(), out);
    case RdataField::base64: return parse_base64(text.take_rest(), out);
    case RdataField::text: return parse_quoted(text, out);
    case RdataField::options: return false;  // their text leaves out parts of them
  }
  return false;
}

/// Parses the text of RFC 3597, section 5.
bool parse_unknown(TextReader& text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  if (text.word() != "\\#") return false;
  const auto size = parse_number<std::uint16_t>(text.word());
  if (!size) return false;
  while (!text.empty()) {
    if (!parse_hex(text.word(), out)) return false;
  }
  return out.size() - begin == *size;
}

bool parse_fields(const RdataLayout& layout, TextReader& text, std::vector<std::byte>& out) {
  for (const RdataField field : layout.fields()) {
    if (text.empty()) break;
    if (!parse_field(field, text, out)) return false;
  }
  return text.empty();
}

bool parse(const RdataLayout* layout, std::uint16_t rrclass, TextReader& text, std::vector<std::byte>& out) {
  if (layout == nullptr) return parse_unknown(text, out);
  return layout->fits(rrclass) ? parse_fields(*layout, text, out) : text.empty();
}

}  // namespace

Result<void> parse_rdata(std::string_view text, std::uint16_t rrtype, std::uint16_t rrclass, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  TextReader reader(text);
  if (parse(rdata_layout(rrtype), rrclass, reader, out)) return {};
  out.resize(begin);
  std::string detail = "not the rdata of type ";
  append_rrtype(rrtype, detail);
  return fail(Errc::bad_argument, 0, std::move(detail));
}

}  // namespace nmsgxx::dns

#include "dns/codes.hpp"
#include "dns/field_parse.hpp"
#include "dns/number.hpp"
#include "dns/radix.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_layout.hpp"
#include "dns/text_reader.hpp"

namespace nmsgxx::dns {
namespace {

/// RFC 3597, section 5.
bool parse_unknown(TextReader& text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  if (text.word() != "\\#") return false;
  const auto size = number_of<std::uint16_t>(text.word());
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

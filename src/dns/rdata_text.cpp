#include "dns/fault.hpp"
#include "dns/field_text.hpp"
#include "dns/number.hpp"
#include "dns/octet_reader.hpp"
#include "dns/radix.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_layout.hpp"

namespace nmsgxx::dns {
namespace {

/// RFC 3597, section 5, with a blank behind each octet.
void append_unknown(Bytes rdata, std::string& out) {
  out += "\\# ";
  append_number(rdata.size(), out);
  out += ' ';
  for (OctetReader octets(rdata); !octets.empty();) {
    append_hex(octets.take(1), out);
    out += ' ';
  }
}

Fault append_fields(Bytes rdata, const RdataLayout& layout, std::size_t most, std::string& out) {
  OctetReader octets(rdata);
  for (const RdataField field : layout.fields()) {
    if (octets.empty()) break;
    const Fault fault = append_field(field, octets, most, out);
    if (fault != Fault::none) return fault;
  }
  return Fault::none;
}

}  // namespace

void append_rdata(Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass, std::size_t most, std::string& out) {
  const RdataLayout* const layout = rdata_layout(rrtype);
  if (layout == nullptr) return append_unknown(rdata, out);
  if (!layout->fits(rrclass)) return;
  const std::size_t begin = out.size();
  const Fault fault = append_fields(rdata, *layout, most, out);
  if (fault != Fault::none) return append_fault(fault, out);
  if (out.size() > begin && out.back() == ' ') out.pop_back();
}

}  // namespace nmsgxx::dns

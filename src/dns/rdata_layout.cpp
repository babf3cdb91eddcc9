#include "dns/rdata_layout.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "dns/code_table.hpp"

namespace nmsgxx::dns {
namespace {

using enum RdataField;

enum class Classes : std::uint8_t { all, internet };

}  // namespace

/// Builds the layouts of the types that wdns shows by fields, at compile time.  Not all types that have a name are among them.
struct LayoutTable {
  static constexpr std::size_t kTypes = 258;
  std::array<RdataLayout, kTypes> layouts{};

  constexpr void set(std::string_view type, Classes classes, std::initializer_list<RdataField> fields) {
    RdataLayout& layout = layouts[std::ranges::find(kRrtypes, type, &CodeRow::name)->code];
    for (const RdataField field : fields) layout.fields_[layout.count_++] = field;
    layout.internet_only_ = classes == Classes::internet;
  }

  constexpr LayoutTable() {
    for (const auto* type : {"NS", "MD", "MF", "CNAME", "MB", "MG", "MR", "PTR", "DNAME"}) set(type, Classes::all, {name});
    for (const auto* type : {"MINFO", "RP"}) set(type, Classes::all, {name, name});
    for (const auto* type : {"MX", "AFSDB", "RT"}) set(type, Classes::all, {number16, name});
    for (const auto* type : {"TXT", "SPF"}) set(type, Classes::all, {strings});
    for (const auto* type : {"HINFO", "ISDN"}) set(type, Classes::all, {string, string});
    for (const auto* type : {"DS", "CDS"}) set(type, Classes::all, {number16, number8, number8, hex});
    for (const auto* type : {"DNSKEY", "CDNSKEY"}) set(type, Classes::all, {number16, number8, number8, base64});
    set("SOA", Classes::all, {name, name, number32, number32, number32, number32, number32});
    set("NULL", Classes::all, {hex});
    set("X25", Classes::all, {string});
    set("NXT", Classes::all, {name, hex});
    set("SIG", Classes::all, {number16, number8, number8, number32, number32, number32, number16, name, hex});
    set("RRSIG", Classes::all, {rrtype, number8, number8, number32, number32, number32, number16, name, base64});
    set("NSEC", Classes::all, {name, rrtypes});
    set("NSEC3", Classes::all, {number8, number8, number16, salt, hash, rrtypes});
    set("NSEC3PARAM", Classes::all, {number8, number8, number16, salt});
    set("TLSA", Classes::all, {number8, number8, number8, hex});
    set("OPENPGPKEY", Classes::all, {base64});
    set("CSYNC", Classes::all, {number32, number16, rrtypes});
    set("EUI48", Classes::all, {eui48});
    set("EUI64", Classes::all, {eui64});
    set("URI", Classes::all, {number16, number16, text});
    set("OPT", Classes::all, {options});

    set("A", Classes::internet, {ipv4});
    set("AAAA", Classes::internet, {ipv6});
    set("WKS", Classes::internet, {number32, number8, hex});
    set("A6", Classes::internet, {ipv6_suffix, name});
    set("KX", Classes::internet, {number16, name});
    set("PX", Classes::internet, {number16, name, name});
    set("SRV", Classes::internet, {number16, number16, number16, name});
    set("NAPTR", Classes::internet, {number16, number16, string, string, string, name});
    for (const auto* type : {"SVCB", "HTTPS"}) set(type, Classes::internet, {number16, name, params});
    set("CAA", Classes::internet, {number8, string, text});
  }
};

const RdataLayout* rdata_layout(std::uint16_t rrtype) noexcept {
  static constexpr LayoutTable kTable;
  if (rrtype >= LayoutTable::kTypes || kTable.layouts[rrtype].fields().empty()) return nullptr;
  return &kTable.layouts[rrtype];
}

}  // namespace nmsgxx::dns

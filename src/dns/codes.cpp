#include "dns/codes.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "dns/code_table.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

// Nearly all types that have a name are below 258; the table has the others at its end.
constexpr std::size_t kDenseTypes = 258;

constexpr auto kTypeNames = [] {
  std::array<std::string_view, kDenseTypes> names{};
  for (const CodeRow& row : kRrtypes) {
    if (row.code < names.size()) names[row.code] = row.name;
  }
  return names;
}();

constexpr auto kSparseTypes = std::span(kRrtypes).last(2);
static_assert(std::ranges::all_of(kSparseTypes, [](const CodeRow& row) { return row.code >= kDenseTypes; }));
static_assert(std::rbegin(kRrtypes)[2].code < kDenseTypes);
static_assert(std::ranges::all_of(kRrtypes, [](const CodeRow& row) { return row.name.size() <= kRrtypeTextMax; }));

constexpr bool before(std::string_view a, std::string_view b) noexcept {
  return std::ranges::lexicographical_compare(a, b, {}, base::lower, base::lower);
}

// Type bitmaps look up many names, and only types have many names.
constexpr auto kTypesByName = [] {
  auto rows = std::to_array(kRrtypes);
  std::ranges::sort(rows, before, &CodeRow::name);
  return rows;
}();

std::string_view name_of(std::uint16_t code, std::span<const CodeRow> rows) noexcept {
  const auto row = std::ranges::find(rows, code, &CodeRow::code);
  return row == rows.end() ? std::string_view{} : row->name;
}

std::optional<std::uint16_t> code_of(std::string_view name, std::span<const CodeRow> rows) noexcept {
  const auto row = std::ranges::find_if(rows, [&](const CodeRow& r) { return base::equal_ignoring_case(r.name, name); });
  return row == rows.end() ? std::nullopt : std::optional(row->code);
}

/// Parses a generic name such as "TYPE123" (RFC 3597, section 5).
std::optional<std::uint16_t> generic_code(std::string_view name, std::string_view prefix) noexcept {
  if (!base::equal_ignoring_case(name.substr(0, prefix.size()), prefix)) return std::nullopt;
  return base::parse_number<std::uint16_t>(name.substr(prefix.size()));
}

}  // namespace

std::string_view rrtype_name(std::uint16_t rrtype) noexcept {
  return rrtype < kDenseTypes ? kTypeNames[rrtype] : name_of(rrtype, kSparseTypes);
}

std::string_view rrclass_name(std::uint16_t rrclass) noexcept {
  return name_of(rrclass, kRrclasses);
}

std::string_view rcode_name(std::uint16_t rcode) noexcept {
  return name_of(rcode, kRcodes);
}

std::string_view opcode_name(std::uint16_t opcode) noexcept {
  return name_of(opcode, kOpcodes);
}

char* put_rrtype(char* out, std::uint16_t rrtype) noexcept {
  const std::string_view name = rrtype_name(rrtype);
  return name.empty() ? text::put_number(text::put(out, "TYPE"), rrtype) : text::put(out, name);
}

void append_rrtype(std::uint16_t rrtype, std::string& out) {
  std::array<char, kRrtypeTextMax> text;
  out.append(text.data(), put_rrtype(text.data(), rrtype));
}

void append_rrclass(std::uint16_t rrclass, std::string& out) {
  const std::string_view name = rrclass_name(rrclass);
  out += name.empty() ? "CLASS" : name;
  if (name.empty()) text::append_number(rrclass, out);
}

std::optional<std::uint16_t> rrtype_by_name(std::string_view name) noexcept {
  const auto row = std::ranges::lower_bound(kTypesByName, name, before, &CodeRow::name);
  const bool found = row != kTypesByName.end() && base::equal_ignoring_case(row->name, name);
  return found ? std::optional(row->code) : generic_code(name, "TYPE");
}

std::optional<std::uint16_t> rrclass_by_name(std::string_view name) noexcept {
  const auto code = code_of(name, kRrclasses);
  return code ? code : generic_code(name, "CLASS");
}

std::optional<std::uint16_t> rcode_by_name(std::string_view name) noexcept {
  return code_of(name, kRcodes);
}

}  // namespace nmsgxx::dns

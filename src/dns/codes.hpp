#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Types, classes, response codes and opcodes of the DNS by number and by name (code_table.hpp).
namespace nmsgxx::dns {

/// Return the name of a number, or an empty view for a number without a name.
std::string_view rrtype_name(std::uint16_t rrtype) noexcept;
std::string_view rrclass_name(std::uint16_t rrclass) noexcept;
std::string_view rcode_name(std::uint16_t rcode) noexcept;
std::string_view opcode_name(std::uint16_t opcode) noexcept;

/// The most characters that put_rrtype() writes.
inline constexpr std::size_t kRrtypeTextMax = 10;
/// Writes the name of a type or, for a type without a name, "TYPE123" (RFC 3597, section 5).
///
/// @return the end of the text
char* put_rrtype(char* out, std::uint16_t rrtype) noexcept;

/// Append the name or, for a number without a name, "TYPE123" or "CLASS9".
void append_rrtype(std::uint16_t rrtype, std::string& out);
void append_rrclass(std::uint16_t rrclass, std::string& out);

/// Find a number by its name in any case; types and classes also as "TYPE123" and "CLASS9".
std::optional<std::uint16_t> rrtype_by_name(std::string_view name) noexcept;
std::optional<std::uint16_t> rrclass_by_name(std::string_view name) noexcept;
std::optional<std::uint16_t> rcode_by_name(std::string_view name) noexcept;

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers of the DNS and their names (code_table.hpp).
namespace nmsgxx::dns {

/// A name, empty when there is none.
std::string_view rrtype_name(std::uint16_t rrtype) noexcept;
std::string_view rrclass_name(std::uint16_t rrclass) noexcept;
std::string_view rcode_name(std::uint16_t rcode) noexcept;
std::string_view opcode_name(std::uint16_t opcode) noexcept;

/// The most characters of a type's name.
inline constexpr std::size_t kRrtypeTextMax = 10;
/// Writes the name of a type, or TYPE123 (RFC 3597, section 5), to a place with room for it; returns the end.
char* put_rrtype(char* out, std::uint16_t rrtype) noexcept;

/// Appends the name, or TYPE123 or CLASS9.
void append_rrtype(std::uint16_t rrtype, std::string& out);
void append_rrclass(std::uint16_t rrclass, std::string& out);

/// The number of a name in any case.  Types and classes are also known as TYPE123 and CLASS9.
std::optional<std::uint16_t> rrtype_by_name(std::string_view name) noexcept;
std::optional<std::uint16_t> rrclass_by_name(std::string_view name) noexcept;
std::optional<std::uint16_t> rcode_by_name(std::string_view name) noexcept;

}  // namespace nmsgxx::dns

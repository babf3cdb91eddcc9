#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message/schema/message_builder.hpp"
#include "message/schema/schema_layout.hpp"
#include "nmsgxx/error.hpp"

// Values from text, as presentation form and JSON show them.
namespace nmsgxx::message {

/// Returns an Errc::bad_text: "field srcport: why".
tl::unexpected<Error> bad_field(const Field& field, std::string_view why);

/// Whether a field of that kind can hold an integer, which is in two's complement for signed kinds.
bool fits(FieldKind kind, std::uint64_t number) noexcept;

/// Returns text from outside as errors quote it: cut off when it is long.
std::string excerpt(std::string_view text);

/// Adds a value of a field, which must be stored, from its text.
///
/// Errors: Errc::bad_text; the builder must be started again after one
Result<void> add_text(const SchemaLayout& layout, std::size_t field, std::string_view text, MessageBuilder& builder);

/// Adds an integer if the field's kind can hold it.
///
/// @param number  in two's complement for signed kinds
/// Errors: Errc::bad_text
Result<void> add_number(const SchemaLayout& layout, std::size_t field, std::uint64_t number, MessageBuilder& builder);

/// Parses an integer that may have a minus sign, or hexadecimal digits after "0x", into two's complement.
std::optional<std::uint64_t> parse_integer(std::string_view text) noexcept;

/// Returns the number of a name: of an enumeration's value, a DNS type, class or response code, or a protocol.
std::optional<std::uint64_t> number_of_name(const Field& field, const FieldLayout& field_layout, std::string_view name);

}  // namespace nmsgxx::message

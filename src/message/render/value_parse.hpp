#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message/schema/message_builder.hpp"
#include "message/schema/schema_layout.hpp"
#include "nmsgxx/error.hpp"

// Values from texts: what presentation and JSON show, back.
namespace nmsgxx::message {

/// "field srcport: why"
tl::unexpected<Error> bad_field(const Field& field, std::string_view why);

/// Whether a field of that kind can hold a whole number.
bool fits(FieldKind kind, std::uint64_t number) noexcept;

/// Text from outside as an error shows it: cut off when it is long.
std::string excerpt(std::string_view text);

/// Adds a field's value from its text.
///
/// Errors: Errc::bad_text; the builder is of no use then
Result<void> add_text(const SchemaLayout& layout, std::size_t field, std::string_view text, MessageBuilder& builder);

/// Adds a whole number, if the field's kind can hold it.  Errors: the same
///
/// @param number  for the kinds with a sign, of two's complement
Result<void> add_number(const SchemaLayout& layout, std::size_t field, std::uint64_t number, MessageBuilder& builder);

/// The number of a name: of an enumeration's value, or of a DNS type, class or response code, or a protocol.
std::optional<std::uint64_t> number_of_name(const Field& field, const FieldLayout& field_layout, std::string_view name);

}  // namespace nmsgxx::message

#pragma once

#include <cstdint>
#include <string_view>

namespace nmsgxx::message {

/// What a schema's type does not say about a field.
enum class FieldForm : std::uint8_t {
  plain,    ///< as its type
  text,     ///< octets that are one line, perhaps with a NUL behind it
  lines,    ///< octets that are any number of lines, the same
  address,  ///< octets that are an IP address
  half,     ///< a number of which the low 16 bits count
};

/// By the field's name: one name has one form in all types.
FieldForm field_form(std::string_view name) noexcept;

}  // namespace nmsgxx::message

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "message/schema/message_builder.hpp"
#include "message/schema/schema_layout.hpp"
#include "nmsgxx/error.hpp"
#include "text/json_scan.hpp"

namespace nmsgxx::message {

/// Returns an Errc::bad_text.
tl::unexpected<Error> bad_text(std::string_view why);

/// Whether a value that JsonItems found is a number, which may also be nan or inf.
bool is_json_number(std::string_view value) noexcept;

/// Whether such a number is written as an integer.
bool is_json_integer(std::string_view number) noexcept;

/// Returns the nearest double, which is infinite or 0 for numbers beyond its range.
std::optional<double> parse_json_real(std::string_view number);

/// Returns the text that a JSON string stands for.
///
/// @param string  with its quotes
/// @param buffer  keeps the text when it has escapes
std::string_view string_text(std::string_view string, std::vector<std::byte>& buffer);

/// Encodes messages from JSON objects such as {"proto":6,"srcport":53}, in two steps, so that fields can be found while the
/// line around the object is still being scanned.
class JsonMessage {
 public:
  /// Finds the fields of an object without looking at their values.
  ///
  /// @param fields  at its first item; is left after its last one
  void find_fields(const SchemaLayout& layout, text::JsonItems& fields);

  /// Appends the message that has the fields found last.  They and the layout must still be valid.
  ///
  /// Errors: Errc::bad_text or Errc::missing_field, naming the field
  /// @param size_max  the most bytes that the message may take while it is built
  Result<void> encode(std::size_t size_max, std::vector<std::byte>& out);

 private:
  Result<void> add_values(std::size_t field, std::string_view value);
  Result<void> add_value(std::size_t field, std::string_view value);
  Result<void> add_json_number(std::size_t field, std::string_view value);
  Result<void> add_base64(std::size_t field, std::string_view value);
  Result<void> add_nested(std::size_t field, std::string_view value);

  const SchemaLayout* layout_ = nullptr;
  std::vector<std::string_view> values_;     // by field; empty for those that were not found
  std::vector<std::size_t> found_;           // the fields that were found
  std::optional<std::string_view> unknown_;  // the first key that is not a field
  std::size_t size_max_ = 0;
  MessageBuilder builder_;
  std::vector<std::byte> text_;  // of a string that has escapes
};

}  // namespace nmsgxx::message

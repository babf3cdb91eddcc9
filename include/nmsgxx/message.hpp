#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// A message whose type is known at run time.  A field is given by its index in MessageSchema::fields(), which
/// MessageSchema::find() returns for a name.  Programs that know the type when they are compiled can use its generated protobuf
/// class instead.
///
/// A message is cheap to move, and the bytes that it was decoded from are never copied.
///
/// Lifetime: the schema must outlive the message; what a message returns is valid until it is changed or destroyed.
/// Threads:  one at a time.
class Message {
 public:
  /// Makes a message without any values.
  explicit Message(const MessageSchema& schema);
  ~Message();
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;

  /// Decodes a message.  Errors: those of a protobuf parser; Errc::missing_field
  static Result<Message> decode(const MessageSchema& schema, std::vector<std::byte> bytes);

  const MessageSchema& schema() const noexcept;

  /// Returns how many values a field has: 0 when there is no such field, and 0 or 1 when the type computes it.
  std::size_t count(std::size_t field);
  /// Returns an integer, boolean or enumeration; signed integers are extended to 64 bits.  Returns nothing when there is no
  /// such value or it is of another kind, as do the next two functions.
  std::optional<std::uint64_t> number(std::size_t field, std::size_t index = 0);
  std::optional<double> real(std::size_t field, std::size_t index = 0);
  /// Returns bytes, an address, or text with the NUL that it may end with.
  std::optional<Bytes> bytes(std::size_t field, std::size_t index = 0);

  /// Set a value that a field has or, when `index` is its count(), add one.
  ///
  /// Errors: Errc::bad_argument when the type has no such field, or when the field is only computed, is of another kind, or
  /// cannot hold the value
  Result<void> set_number(std::size_t field, std::uint64_t number, std::size_t index = 0);
  Result<void> set_real(std::size_t field, double number, std::size_t index = 0);
  Result<void> set_bytes(std::size_t field, Bytes bytes, std::size_t index = 0);
  /// Sets a value from the text that presentation form shows, such as "192.0.2.1" or "AAAA".
  Result<void> set_text(std::size_t field, std::string_view text, std::size_t index = 0);

  /// Appends the encoded message.  Errors: Errc::missing_field
  Result<void> encode(std::vector<std::byte>& out) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

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

/// A message of a type that is learnt at run time: its fields by their place in MessageSchema::fields(), which
/// MessageSchema::find() tells for a name.  Those who know the type parse the octets with its generated class instead.
///
/// Cheap to move; the octets that it was decoded from are moved in and never copied.
/// Lifetime: the schema outlives it; what it returns lives until it is changed or ends.
/// Threads:  one at a time.
class Message {
 public:
  /// Without any field.
  explicit Message(const MessageSchema& schema);
  ~Message();
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;

  /// Errors: as of a protobuf parser
  static Result<Message> decode(const MessageSchema& schema, std::vector<std::byte> octets);

  const MessageSchema& schema() const noexcept;

  /// How many values a field has; none when there is no such field.  One that the type computes has one or none, as
  /// presentation shows it.
  std::size_t count(std::size_t field);
  /// A number, truth value or enumeration; signed ones are extended to 64 bits.  Nothing when there is no such value or it is
  /// of another kind; the same for the next two.
  std::optional<std::uint64_t> number(std::size_t field, std::size_t index = 0);
  std::optional<double> real(std::size_t field, std::size_t index = 0);
  /// Octets, an address, or text with the NUL that may stand at its end.
  std::optional<Bytes> bytes(std::size_t field, std::size_t index = 0);

  /// Each sets a value: the next one of a repeated field when index is count(), and otherwise one that is there.
  ///
  /// Errors: Errc::bad_argument when the type has no such field, or the field is computed only, of another kind, or cannot hold
  /// the value
  Result<void> set_number(std::size_t field, std::uint64_t number, std::size_t index = 0);
  Result<void> set_real(std::size_t field, double number, std::size_t index = 0);
  Result<void> set_bytes(std::size_t field, Bytes octets, std::size_t index = 0);
  /// From what presentation shows of a value, such as "192.0.2.1" or "AAAA".
  Result<void> set_text(std::size_t field, std::string_view text, std::size_t index = 0);

  /// Appends the message's octets.  Errors: Errc::missing_field
  Result<void> encode(std::vector<std::byte>& out) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

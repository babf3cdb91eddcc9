#pragma once

#include "message/schema/scratch.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Payloads as lines of JSON (JsonWriter says how), in two steps: what is wrong with a payload is known before the first
/// character of its text.
class JsonRecord {
 public:
  /// @param registry  outlives the record; the same for the aliases, which may be null
  JsonRecord(const Registry& registry, const Aliases* aliases) : registry_(&registry), aliases_(aliases) {}

  /// Reads a payload's message.
  ///
  /// Errors: why it does not decode; append() shows it nevertheless
  Result<void> read(const PayloadView& payload);
  /// Appends the text of the payload that was read last.
  void append(const PayloadView& payload, text::Text& out);

  /// Gives back memory that an unusually large message took.
  void shrink() { scratch_.shrink(); }

 private:
  const Registry* registry_;
  const Aliases* aliases_;
  Scratch scratch_;
  const MessageSchema* schema_ = nullptr;
  bool readable_ = false;
};

}  // namespace nmsgxx::message

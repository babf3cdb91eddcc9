#pragma once

#include <string>
#include <utility>

#include "message/schema/scratch.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/registry.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Writes payloads as text in two steps: read(), then append() of the derived class with the same payload.  So what is wrong
/// with a payload is known before the first character of its text.
class PayloadRecord {
 public:
  /// Parses a payload's message.
  ///
  /// Errors: why the message does not decode; append() shows the payload nevertheless
  Result<void> read(const PayloadView& payload);

  /// Frees the memory that an unusually large message took.
  void shrink() { scratch_.shrink(); }

 protected:
  /// The registry and the aliases, which may be null, must outlive the record.
  PayloadRecord(const Registry& registry, const Aliases* aliases) : registry_(&registry), aliases_(aliases) {}

  /// Return the name of an operator or a group, or an empty text when it has none.
  std::string_view operator_alias(std::uint32_t number) const noexcept;
  std::string_view group_alias(std::uint32_t number) const noexcept;

  const MessageSchema* schema_ = nullptr;  // null for an unknown type, whose fields are in scratch_.raw
  bool readable_ = false;
  Scratch scratch_;

 private:
  const Registry* registry_;
  const Aliases* aliases_;
};

/// Payloads as lines of JSON, as JsonWriter documents them.
class JsonRecord : public PayloadRecord {
 public:
  JsonRecord(const Registry& registry, const Aliases* aliases) : PayloadRecord(registry, aliases) {}

  void append(const PayloadView& payload, text::Text& out);

 private:
  void append_head(const PayloadView& payload, text::Text& out) const;
};

/// Payloads in presentation form, as PresentationWriter documents it.
class PresentationRecord : public PayloadRecord {
 public:
  PresentationRecord(const Registry& registry, std::string endline, const Aliases* aliases, PayloadText text)
      : PayloadRecord(registry, aliases), endline_(std::move(endline)) {
    scratch_.escape_text = text == PayloadText::escaped;
  }

  void append(const PayloadView& payload, text::Text& out);

 private:
  void append_header(const PayloadView& payload, text::Text& out) const;

  std::string endline_;
};

/// The state of a writer that programs see: a record, and memory for its text.
template <class Record>
struct RecordWriter {
  Record record;
  text::Text text{};

  Result<void> append(const PayloadView& payload, std::string& out) {
    auto result = record.read(payload);
    text.clear();
    record.append(payload, text);
    out += text.view();
    return result;
  }
};

}  // namespace nmsgxx::message

#pragma once

#include <string>
#include <variant>
#include <vector>

#include "message/schema/schema_layout.hpp"
#include "message/schema/scratch.hpp"
#include "message/schema/value.hpp"
#include "message/where/constant.hpp"
#include "message/where/intervals.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::where {

/// A comparison with the values of one field of one message type.
class ValuePredicate {
 public:
  /// Errors: a comparison that makes no sense for the field
  static Result<ValuePredicate> make(const Comparison& comparison, const Field& field,
                                     const message::FieldLayout& field_layout);

  bool holds(const message::Value& value, message::Scratch& scratch) const;

 private:
  struct Present {};
  struct NumberPredicate {
    NumberSet wanted;
    FieldKind kind;
  };
  struct Addresses {
    std::vector<Network> wanted;
  };
  /// Domain names in wire format and lower case, and the names under them when `under` is set.
  struct Names {
    std::vector<std::vector<std::byte>> wanted;
    bool under;
  };
  /// Texts or bytes, or parts of them when `parts` is set.
  struct Texts {
    std::vector<std::string> wanted;
    bool parts;
    message::ValueFormat format;
    FieldKind kind;
  };
  using Alternatives = std::variant<Present, NumberPredicate, Addresses, Names, Texts>;

  static Result<ValuePredicate> make_numbers(const Comparison& comparison, const Field& field,
                                             const message::FieldLayout& field_layout);
  static Result<ValuePredicate> make_addresses(const Comparison& comparison);
  static Result<ValuePredicate> make_names(const Comparison& comparison);
  static Result<ValuePredicate> make_texts(const Comparison& comparison, const Field& field,
                                           const message::FieldLayout& field_layout);

  explicit ValuePredicate(Alternatives predicate) : predicate_(std::move(predicate)) {}

  Alternatives predicate_;
};

/// A comparison with a field, for each message type that has one of this name.
struct FieldPredicate {
  struct OfType {
    const MessageSchema* schema;
    std::size_t field;
    ValuePredicate predicate;
  };
  std::vector<OfType> types;

  /// Returns null when the type has no such field.
  const OfType* find(const MessageSchema* schema) const noexcept;
};

}  // namespace nmsgxx::where

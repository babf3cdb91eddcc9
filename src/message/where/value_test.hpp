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

namespace nmsgxx::where {

/// Whether a value of a certain field of a certain message type is such that a comparison holds.
class ValueTest {
 public:
  /// Errors: a comparison that no such value can be put to
  static Result<ValueTest> make(const Comparison& comparison, const Field& field, const message::FieldLayout& field_layout);

  bool holds(const message::Value& value, message::Scratch& scratch) const;

 private:
  struct Present {};
  struct NumbersOf {
    Numbers wanted;
    FieldKind kind;
  };
  struct Addresses {
    std::vector<Network> wanted;
  };
  /// Domain names as on the wire, in small letters; what lies under them, too, when asked for.
  struct Names {
    std::vector<std::vector<std::byte>> wanted;
    bool under;
  };
  /// Texts, or octets as they are; parts of them when asked for.
  struct Texts {
    std::vector<std::string> wanted;
    bool parts;
    message::ValueFormat format;
    FieldKind kind;
  };
  using Test = std::variant<Present, NumbersOf, Addresses, Names, Texts>;

  static Result<ValueTest> make_numbers(const Comparison& comparison, const Field& field,
                                        const message::FieldLayout& field_layout);
  static Result<ValueTest> make_addresses(const Comparison& comparison);
  static Result<ValueTest> make_names(const Comparison& comparison);
  static Result<ValueTest> make_texts(const Comparison& comparison, const Field& field,
                                      const message::FieldLayout& field_layout);

  explicit ValueTest(Test test) : test_(std::move(test)) {}

  Test test_;
};

}  // namespace nmsgxx::where

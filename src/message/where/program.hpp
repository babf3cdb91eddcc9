#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "message/where/header_test.hpp"
#include "message/where/syntax.hpp"
#include "message/where/value_test.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::where {

/// A comparison with a field, for each message type that has one of this name.
struct FieldTest {
  struct OfType {
    const MessageSchema* schema;
    std::size_t field;
    ValueTest test;
  };
  std::vector<OfType> types;

  /// Null when the type has no such field.
  const OfType* find(const MessageSchema* schema) const noexcept;
};

/// A condition as tests that each say which one comes next.
class Program {
 public:
  static constexpr std::int32_t kYes = -1;
  static constexpr std::int32_t kNo = -2;

  struct Step {
    std::variant<HeaderTest, FieldTest> test;
    std::int32_t if_true;
    std::int32_t if_false;
  };

  /// @param aliases  may be null
  static Result<Program> compile(const Node& node, const Registry& registry, const Aliases* aliases);

  const Registry& registry() const noexcept { return *registry_; }
  std::int32_t first() const noexcept { return first_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }

 private:
  Program(const Registry& registry, const Aliases* aliases) : registry_(&registry), aliases_(aliases) {}

  Result<std::int32_t> add(const Node& node, std::int32_t if_true, std::int32_t if_false);
  Result<std::int32_t> add_comparison(const Comparison& comparison, std::int32_t if_true, std::int32_t if_false);
  Result<FieldTest> field_test(const Comparison& comparison) const;

  const Registry* registry_;
  const Aliases* aliases_;
  std::vector<Step> steps_;
  std::int32_t first_ = kNo;
};

}  // namespace nmsgxx::where

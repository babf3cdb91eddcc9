#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "message/where/field_predicate.hpp"
#include "message/where/header_predicate.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::where {

/// A condition as steps.  Each has a predicate, and says which step comes next if that holds and if it does not.
class Program {
 public:
  static constexpr std::int32_t kTrue = -1;   ///< instead of a next step: the condition holds
  static constexpr std::int32_t kFalse = -2;  ///< or does not hold

  struct Step {
    std::variant<HeaderPredicate, FieldPredicate> predicate;
    std::int32_t if_true;
    std::int32_t if_false;
  };

  /// @param registry  must outlive the program
  /// @param aliases   may be null
  static Result<Program> compile(const Node& node, const Registry& registry, const Aliases* aliases);

  const Registry& registry() const noexcept { return *registry_; }
  std::int32_t first() const noexcept { return first_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }

 private:
  Program(const Registry& registry, const Aliases* aliases) : registry_(&registry), aliases_(aliases) {}

  Result<std::int32_t> add(const Node& node, std::int32_t if_true, std::int32_t if_false);
  Result<std::int32_t> add_comparison(const Comparison& comparison, std::int32_t if_true, std::int32_t if_false);
  Result<FieldPredicate> field_predicate(const Comparison& comparison) const;

  const Registry* registry_;
  const Aliases* aliases_;
  std::vector<Step> steps_;
  std::int32_t first_ = kFalse;
};

}  // namespace nmsgxx::where

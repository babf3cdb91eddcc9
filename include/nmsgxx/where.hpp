#pragma once

#include <memory>
#include <string_view>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

namespace where {
class Program;
}

/// A condition on payloads, such as `mname == "ipconn" && dstport in {53, 853}` (docs/where.md).  Copies are cheap and share
/// the compiled condition.
///
/// Threads: any number may use one.
class Where {
 public:
  /// Compiles a condition.
  ///
  /// @param registry  the types whose fields may be named; must outlive the condition
  /// @param aliases   names of operators and groups; may be null
  /// Errors: Errc::bad_argument, whose offset is that of the fault in the text
  static Result<Where> compile(std::string_view text, const Registry& registry, const Aliases* aliases = nullptr);

 private:
  friend class WhereMatcher;
  explicit Where(std::shared_ptr<const where::Program> program) : program_(std::move(program)) {}

  std::shared_ptr<const where::Program> program_;
};

/// Matches payloads against a condition.  Parses a message only when one of its fields is needed; allocates nothing once warm.
///
/// Threads: one at a time.
class WhereMatcher {
 public:
  explicit WhereMatcher(Where condition);
  ~WhereMatcher();
  WhereMatcher(WhereMatcher&&) noexcept;

  /// Whether the condition holds for a payload.
  bool matches(const PayloadView& payload);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

#pragma once

#include <memory>
#include <string_view>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

namespace message {
struct Scratch;
}
namespace where {
class Program;
}

/// A condition on payloads, such as `mname == "ipconn" && dstport in {53, 853}` (docs/where.md).
///
/// Threads: any number may use one.
class Where {
 public:
  /// @param registry  of the fields that may be named; outlives the condition
  /// @param aliases   names of operators and groups; null for none
  /// Errors: Errc::bad_argument, with the place in the text, from 0 on, as the offset
  static Result<Where> compile(std::string_view text, const Registry& registry, const Aliases* aliases = nullptr);

 private:
  friend class WhereMatcher;
  explicit Where(std::shared_ptr<const where::Program> program) : program_(std::move(program)) {}

  std::shared_ptr<const where::Program> program_;
};

/// Asks payloads.  Messages are looked into only when their fields are needed; once warm, nothing is allocated.
///
/// Threads: one at a time.
class WhereMatcher {
 public:
  explicit WhereMatcher(Where condition);
  ~WhereMatcher();
  WhereMatcher(WhereMatcher&&) noexcept;

  bool matches(const PayloadView& payload);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "message/where/intervals.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::where {

/// A comparison with what a payload says about its message: vname, mname, vid, msgtype, time, source, operator, group or size.
class HeaderPredicate {
 public:
  /// Whether a field name is one of these.
  static bool knows(std::string_view field) noexcept;
  static std::vector<std::string_view> names();

  /// @param aliases  may be null
  static Result<HeaderPredicate> make(const Comparison& comparison, const Aliases* aliases);

  /// @param schema  of the payload's type; null when it is unknown
  bool holds(const PayloadView& payload, const MessageSchema* schema) const;

 private:
  struct Field {
    std::string_view name;
    std::optional<std::uint64_t> (*number)(const PayloadView& payload);  // null for names and the time
  };
  struct Present {};
  using Names = std::vector<std::string>;
  using Wanted = std::variant<Present, NumberSet, TimeSet, Names>;
  static const Field kFields[];

  HeaderPredicate(const Field& field, Wanted wanted) : field_(&field), wanted_(std::move(wanted)) {}

  const Field* field_;
  Wanted wanted_;
};

}  // namespace nmsgxx::where

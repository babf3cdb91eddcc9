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

/// A comparison with what stands around a message: vname, mname, vid, msgtype, time, source, operator, group, size.
class HeaderTest {
 public:
  /// Whether a name is one of these.
  static bool knows(std::string_view field) noexcept;
  static std::vector<std::string_view> names();

  /// @param aliases  may be null
  static Result<HeaderTest> make(const Comparison& comparison, const Aliases* aliases);

  /// @param schema  of the payload's type; null when nobody knows it
  bool holds(const PayloadView& payload, const MessageSchema* schema) const;

 private:
  using Number = std::optional<std::uint64_t> (*)(const PayloadView& payload);
  struct Field {
    std::string_view name;
    Number number;  // null for names
  };
  static const Field kFields[];

  HeaderTest(const Field& field, Intervals numbers) : field_(&field), numbers_(std::move(numbers)) {}
  HeaderTest(const Field& field, std::vector<std::string> names) : field_(&field), numbers_({}), names_(std::move(names)) {}

  const Field* field_;
  Intervals numbers_;
  std::vector<std::string> names_;
};

}  // namespace nmsgxx::where

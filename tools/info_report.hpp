#pragma once

#include <string>
#include <utility>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/summary.hpp"

namespace nmsgxx::tools {

/// An input and what it contains.
struct Inspected {
  std::string name;
  Summary summary;
  const SourceStats& stats;
};

/// Returns a report for people, with one fact on each line.
std::string info_as_text(const Inspected& inspected, const Registry& registry, const Aliases& aliases);

/// Returns the same facts as a JSON object on one line.
std::string info_as_json(const Inspected& inspected, const Registry& registry, const Aliases& aliases);

using TypeNumbers = std::pair<std::uint32_t, std::uint32_t>;

/// Returns a time such as "2015-02-22 06:58:30.032007000", or seconds since 1970 if the year does not have four digits.
std::string text_of(const Time& time);
double seconds_between(const Time& from, const Time& to) noexcept;
double mean(const Tally& tally) noexcept;

}  // namespace nmsgxx::tools

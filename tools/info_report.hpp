#pragma once

#include <string>
#include <utility>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/summary.hpp"

namespace nmsgxx::tools {

/// One input, and what was found in it.
struct Inspected {
  std::string name;
  Summary summary;
  const SourceStats& stats;
};

/// Facts for people, each on a line.
std::string info_as_text(const Inspected& inspected, const Registry& registry, const Aliases& aliases);

/// The same as a JSON object, on one line.
std::string info_as_json(const Inspected& inspected, const Registry& registry, const Aliases& aliases);

using TypeNumbers = std::pair<std::uint32_t, std::uint32_t>;

/// "2015-02-22 06:58:30.032007000"; seconds since 1970 where the year does not have four digits.
std::string text_of(const Time& time);
double seconds_between(const Time& from, const Time& to) noexcept;
double mean(const Tally& tally) noexcept;

}  // namespace nmsgxx::tools

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/octets.hpp"

namespace nmsgxx::test {

/// A malformed input, or a valid one that a careless reader would reject.
struct HostileCase {
  std::string input;                  ///< a stream (.nmsg) or a list of datagrams (.dgrams)
  std::vector<std::size_t> payloads;  ///< what a correct reader may deliver
  std::string what;
  Octets octets;

  bool is_stream() const { return std::filesystem::path(input).extension() == ".nmsg"; }
  /// The datagrams of a list, in which each follows its length.
  std::vector<Octets> datagrams() const;
};

/// The two tables of tests/data/hostile.  What is too large for the project is made; where the shared data are, theirs are read
/// as well.
std::vector<HostileCase> hostile_cases();

/// One of those that are made; nothing for others.
std::optional<Octets> made_hostile(std::string_view input);

}  // namespace nmsgxx::test

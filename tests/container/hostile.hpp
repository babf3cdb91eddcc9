#pragma once

#include <filesystem>
#include <string>
#include <vector>
#include "wire/octets.hpp"

namespace nmsgxx::test {

/// A malformed input, or a good one that a hasty reader takes for malformed.
struct HostileCase {
  std::string input;                  ///< a stream (.nmsg) or a list of datagrams (.dgrams)
  std::vector<std::size_t> payloads;  ///< what a correct reader may deliver
  std::string what;
  std::filesystem::path path;  ///< empty when the file is not here: the large ones are not part of the project

  bool is_stream() const { return std::filesystem::path(input).extension() == ".nmsg"; }
};

/// The two tables of tests/data/hostile.
std::vector<HostileCase> hostile_cases();

/// The datagrams of a list, each of which stands behind its length.
std::vector<Octets> read_datagrams(const std::filesystem::path& path);

}  // namespace nmsgxx::test

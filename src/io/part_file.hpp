#pragma once

#include <chrono>
#include <string>

#include "nmsgxx/error.hpp"

namespace nmsgxx::io {

/// What a file is called while it is written, and when it is whole (rotation.hpp).
struct PartNames {
  std::string part;
  std::string whole;
};
PartNames part_names(const std::string& path, const std::string& suffix, std::chrono::system_clock::time_point time);

/// Gives a file that is closed the name of a whole one, so that it is whole under that name whatever happens to the machine.
Result<void> publish(const PartNames& names);

}  // namespace nmsgxx::io

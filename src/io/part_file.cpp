#include "io/part_file.hpp"

#include <cstdio>
#include <filesystem>

#include <fmt/chrono.h>

#include "io/system_error.hpp"

namespace nmsgxx::io {

PartNames part_names(const std::string& path, const std::string& suffix, std::chrono::system_clock::time_point time) {
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  const auto since_1970 = time.time_since_epoch();
  const auto whole_seconds = std::chrono::floor<seconds>(since_1970);
  const std::time_t clock = whole_seconds.count();
  const std::string stamp = fmt::format("{:%Y%m%d.%H%M}.{}.{:09}", fmt::gmtime(clock), clock,
                                        std::chrono::duration_cast<nanoseconds>(since_1970 - whole_seconds).count());
  std::filesystem::path folder = path;
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::string base = folder.filename();
  folder = folder.has_parent_path() ? folder.parent_path() : ".";
  return {folder / fmt::format(".{}.{}.part", base, stamp), folder / fmt::format("{}.{}{}", base, stamp, suffix)};
}

Result<void> publish(const PartNames& names) {
  if (std::rename(names.part.c_str(), names.whole.c_str()) == 0) return {};
  return system_failure(fmt::format("{} cannot be renamed to {}", names.part, names.whole));
}

}  // namespace nmsgxx::io

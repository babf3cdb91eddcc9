#include "io/part_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fmt/chrono.h>

#include "io/descriptor.hpp"
#include "io/system_error.hpp"

namespace nmsgxx::io {
namespace {

/// Waits until what is there is on the disk.  File systems that cannot promise that say EINVAL (fsync(2)).
bool synchronize(const std::string& path) {
  const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor) return false;
  while (fsync(descriptor.get()) != 0) {
    if (errno != EINTR) return errno == EINVAL;
  }
  return true;
}

}  // namespace

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
  if (!synchronize(names.part)) return system_failure(fmt::format("{} may not be whole on the disk", names.part));
  if (std::rename(names.part.c_str(), names.whole.c_str()) != 0) {
    return system_failure(fmt::format("{} cannot be renamed to {}", names.part, names.whole));
  }
  const std::string folder = std::filesystem::path(names.whole).parent_path();
  // Some may be written to and not be read.
  if (synchronize(folder) || errno == EACCES) return {};
  return system_failure(fmt::format("{} may lose its name with the machine's power", names.whole));
}

}  // namespace nmsgxx::io

#include "io/part_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fmt/chrono.h>

#include "base/assert.hpp"
#include "io/stream_sink.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/time.hpp"

namespace nmsgxx::io {
namespace {

/// Waits until the file or folder is on the disk. File systems that cannot promise that return EINVAL (fsync(2)).
bool synchronize(const Descriptor& descriptor) {
  if (!descriptor) return false;
  while (fsync(descriptor.get()) != 0) {
    if (errno != EINTR) return errno == EINVAL;
  }
  return true;
}

tl::unexpected<Error> replaced(const PartNames& names) {
  return fail(Errc::system, 0, fmt::format("{}: another file has replaced it, {} was not made", names.part, names.whole));
}

}  // namespace

PartNames part_names(const std::string& path, const std::string& suffix, std::chrono::system_clock::time_point time) {
  const Time begun = Time::of(time);
  const std::string stamp =
      fmt::format("{:%Y%m%d.%H%M}.{}.{:09}", fmt::gmtime(std::time_t{begun.seconds}), begun.seconds, begun.nanoseconds);
  std::filesystem::path folder = path;
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::string base = folder.filename();
  folder = folder.has_parent_path() ? folder.parent_path() : ".";
  return {folder / fmt::format(".{}.{}.part", base, stamp), folder / fmt::format("{}.{}{}", base, stamp, suffix)};
}

Result<PartFile> PartFile::create(PartNames names, const Deadline& deadline, std::unique_ptr<Sink>& sink) {
  const auto unopened = [&names] { return system_failure("unable to open " + names.part + " for writing"); };
  Descriptor written(open(names.part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (!written) return unopened();
  Descriptor kept(open(names.part.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!kept) return unopened();
  if (!is_file_at(written.get(), names.part) || !is_file_at(kept.get(), names.part)) return replaced(names);
  sink = make_stream_sink(std::move(written), names.part, deadline);
  return PartFile(std::move(names), std::move(kept));
}

Result<void> PartFile::publish() {
  const auto& [part, whole] = names_;
  NMSGXX_ASSERT(file_);
  if (!synchronize(file_)) return system_failure(fmt::format("{}: fsync failed, the file may be incomplete on the disk", part));
  if (!is_file_at(file_.get(), part)) return replaced(names_);
  if (std::rename(part.c_str(), whole.c_str()) != 0) {
    return system_failure(fmt::format("{}: rename to {} failed", part, whole));
  }
  // It was replaced between the check and the rename.
  if (!is_file_at(file_.get(), whole)) {
    [[maybe_unused]] const int undone = std::rename(whole.c_str(), part.c_str());
    return replaced(names_);
  }
  file_ = {};
  const std::string folder = std::filesystem::path(whole).parent_path();
  // A folder that may be written may be unreadable, and cannot be synchronized then.
  if (synchronize(Descriptor(open(folder.c_str(), O_RDONLY | O_CLOEXEC))) || errno == EACCES) return {};
  return system_failure(fmt::format("{}: fsync of its folder failed, a power failure may undo the rename", whole));
}

}  // namespace nmsgxx::io

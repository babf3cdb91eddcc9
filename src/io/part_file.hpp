#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::io {

/// The names of a file of a series (rotation.hpp).
struct PartNames {
  std::string part;   ///< while it is written
  std::string whole;  ///< when it is complete
};

/// Returns the names of the file that begins at a time: ".NAME.TIME.part" and "NAME.TIMESUFFIX", in the folder of `path`.
PartNames part_names(const std::string& path, const std::string& suffix, std::chrono::system_clock::time_point time);

/// A new file that gets its final name only when it is complete and on the disk.
class PartFile {
 public:
  PartFile() = default;
  /// Creates the file.
  ///
  /// @param sink  set to a sink that writes to the file, and that keeps the deadline as open_file_sink() says
  /// Errors: system
  static Result<PartFile> create(PartNames names, const Deadline& deadline, std::unique_ptr<Sink>& sink);

  /// Gives the file its final name, under which it is complete even after a power failure. Must be called after the sink was
  /// closed. A file that somebody else has put in its place is not renamed.
  ///
  /// Errors: system
  Result<void> publish();

  const PartNames& names() const noexcept { return names_; }

 private:
  PartFile(PartNames names, Descriptor file) noexcept : names_(std::move(names)), file_(std::move(file)) {}

  PartNames names_;
  Descriptor file_;  // the file that was created, whatever has its name now
};

}  // namespace nmsgxx::io

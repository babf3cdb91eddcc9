#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::io {

/// What a file is called while it is written, and when it is whole (rotation.hpp).
struct PartNames {
  std::string part;
  std::string whole;
};
PartNames part_names(const std::string& path, const std::string& suffix, std::chrono::system_clock::time_point time);

/// A new file that gets its final name once it is whole.
class PartFile {
 public:
  PartFile() = default;
  /// Creates the file.
  ///
  /// @param sink  set to what writes to it, as open_file_sink() says
  static Result<PartFile> create(PartNames names, const Deadline& deadline, std::unique_ptr<Sink>& sink);

  /// Gives the file, whose sink is closed, the name of a whole one, so that it is whole under that name whatever happens to the
  /// machine.  What somebody else has put in its place does not get the name.
  Result<void> publish();

  const PartNames& names() const noexcept { return names_; }

 private:
  PartFile(PartNames names, Descriptor file) noexcept : names_(std::move(names)), file_(std::move(file)) {}

  PartNames names_;
  Descriptor file_;  // tells it from others of its name
};

}  // namespace nmsgxx::io

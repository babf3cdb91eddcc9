#pragma once

#include <memory>
#include <string>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Opens a file for writing (`-` is standard output), truncated, mode 0644 less the umask.  Waits for a named pipe to be opened
/// for reading.  Each write() hands its bytes to the system before it returns.
///
/// @param deadline  When it is over, a write fails that waits for somebody to read, and so does each later one.  A regular file
///                  gets a quarter of a second more, and what has begun to go into it is finished.
/// @param files     what else is read and written, to which the file is added; null for nothing.  One that is there already is
///                  refused (FilesInUse) and keeps its content
Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path, const Deadline& deadline = {},
                                             FilesInUse* files = nullptr);

}  // namespace nmsgxx

#pragma once

#include <memory>
#include <string>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Opens a file for writing; `-` is standard output. The file is truncated, or created with mode 0644 less the umask. A named
/// pipe is waited for until somebody opens it for reading. Each write() hands its bytes to the system before it returns.
///
/// @param deadline  When it passes, a write that waits for a reader fails, and so does every later one. A regular file gets a
///                  quarter of a second more, and a write to it that has begun is completed.
/// @param files     What else is read and written, to which the file is added; may be null. A file that is in use already is
///                  refused and keeps its content.
/// Errors: system, bad_argument (the file is in use)
Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path, const Deadline& deadline = {},
                                             FilesInUse* files = nullptr);

}  // namespace nmsgxx

#pragma once

#include <memory>
#include <string>

#include "nmsgxx/error.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Opens a file for writing (`-` is standard output), truncated, mode 0644 less the umask.  Each write() is handed to the
/// system at once, whole.
///
/// @param files  what else is read and written, to which the file is added; null for nothing.  One that is there already is
///               refused (FilesInUse) and keeps its content
Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path, FilesInUse* files = nullptr);

/// The same for a file that is not there yet.
Result<std::unique_ptr<Sink>> create_file_sink(const std::string& path);

}  // namespace nmsgxx

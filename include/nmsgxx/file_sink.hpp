#pragma once

#include <memory>
#include <string>

#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Opens a file for writing (`-` is standard output), truncated, mode 0644 less the umask.  Each write() is handed to the
/// system at once, whole.
Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path);

/// The same for a file that is not there yet.
Result<std::unique_ptr<Sink>> create_file_sink(const std::string& path);

}  // namespace nmsgxx

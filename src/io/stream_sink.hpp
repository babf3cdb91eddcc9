#pragma once

#include <memory>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::io {

/// Mode of new files, less the umask.
inline constexpr int kFileMode = 0644;

/// Writes to what is open, as open_file_sink() says.
///
/// @param name  of it, for errors
std::unique_ptr<Sink> make_stream_sink(Descriptor descriptor, const std::string& name, const Deadline& deadline);

}  // namespace nmsgxx::io

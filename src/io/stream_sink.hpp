#pragma once

#include <memory>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::io {

/// The mode of new files, before the umask.
inline constexpr int kFileMode = 0644;

/// Makes a sink that writes to an open file, pipe or socket, and that keeps the deadline as open_file_sink() says.
///
/// @param name  for errors
std::unique_ptr<Sink> make_stream_sink(Descriptor descriptor, const std::string& name, const Deadline& deadline);

}  // namespace nmsgxx::io

#pragma once

#include <memory>
#include <string>
#include <variant>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/line_source.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::tools {

using ContainerInput = std::unique_ptr<ContainerSource>;
using PacketInput = std::unique_ptr<PacketSource>;
using AnyInput = std::variant<ContainerInput, PacketInput>;

// Each function adds the file that it opens to `files`.  The path - is standard input.

/// Opens an NMSG file or a capture; the first bytes tell which.  Anything else is searched for NMSG containers.
Result<AnyInput> open_any(const std::string& path, FilesInUse& files, const std::string& filter, const DecodeLimits& limits,
                          const Wakeup& wakeup, Report report);

/// Opens an NMSG file, or a capture.
Result<ContainerInput> open_containers(const std::string& path, FilesInUse& files, const DecodeLimits& limits,
                                       const Wakeup& wakeup, Report report);
Result<PacketInput> open_capture(const std::string& path, FilesInUse& files, const std::string& filter, const Wakeup& wakeup);

/// Opens a text file.
///
/// @param longest  longer lines are skipped
Result<std::unique_ptr<LineSource>> open_lines(const std::string& path, FilesInUse& files, std::size_t longest,
                                               const Wakeup& wakeup, Report report);

/// Opens an interface, given as `NAME[+][,SNAP]`.
///
/// @param snap_length   the snap length without `,SNAP`
/// @param widen_filter  see InterfaceOptions
Result<PacketInput> open_live(const std::string& name, int snap_length, const std::string& filter, bool widen_filter,
                              const Wakeup& wakeup);

/// Returns the path as messages show it.
std::string input_name(const std::string& path);

}  // namespace nmsgxx::tools

#pragma once

#include <string>
#include <vector>

#include "nmsgxx/aliases.hpp"

// nmsgtool's files of names for operators, groups and channels.  An environment variable may name each file; otherwise it is
// in the configuration folder of the build.
namespace nmsgxx::tools {

/// Loads the names of operators (NMSG_OPALIAS_FILE, nmsg.opalias) and groups (NMSG_GRALIAS_FILE, nmsg.gralias).  Missing files
/// are empty.
Aliases load_aliases();

/// Returns the sockets of a channel, each in the form of --readsock (NMSG_CHALIAS_FILE, nmsg.chalias, nmsgtool.chalias; the
/// first of these that exists).
///
/// Throws UsageError when the file does not have the channel, or has ZeroMQ endpoints for it.
std::vector<std::string> channel_sockets(const std::string& channel);

}  // namespace nmsgxx::tools

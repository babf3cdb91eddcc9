#pragma once

#include <string>
#include <vector>

namespace nmsgxx::tools {

/// The sockets of a channel: what the channel file names behind it, in the form of -l.
///
/// The file is the one that NMSG_CHALIAS_FILE names, or else nmsg.chalias or nmsgtool.chalias of the configuration's folder.
/// Throws UsageError.
std::vector<std::string> channel_sockets(const std::string& channel);

}  // namespace nmsgxx::tools

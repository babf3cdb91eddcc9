#include "channels.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

std::vector<std::string> files() {
  const std::string etc = NMSGXX_ETC;
  std::vector<std::string> all{etc + "/nmsg.chalias", etc + "/nmsgtool.chalias"};
  if (const char* named = std::getenv("NMSG_CHALIAS_FILE")) all.insert(all.begin(), named);
  return all;
}

}  // namespace

std::vector<std::string> channel_sockets(const std::string& channel) {
  std::vector<std::string> entries;
  for (const auto& path : files()) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string name;
      if (words >> name && name == channel) {
        entries.insert(entries.end(), std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
      }
    }
    if (file.is_open()) break;
  }
  if (entries.empty()) {
    throw UsageError(fmt::format("usage error: channel alias lookup failed: no '{}' in {}", channel, fmt::join(files(), ", ")));
  }
  for (const auto& entry : entries) {
    if (entry.find("://") != std::string::npos) {
      throw UsageError(fmt::format("usage error: channel alias appears to be a ZeroMQ endpoint: {}", entry));
    }
  }
  return entries;
}

}  // namespace nmsgxx::tools

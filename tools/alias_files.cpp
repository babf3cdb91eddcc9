#include "alias_files.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kFolder = NMSGXX_ETC "/";

AliasTable load(const char* variable, const char* default_name) {
  if (const char* const path = std::getenv(variable)) {
    if (auto table = AliasTable::load(path)) return std::move(*table);
  }
  return AliasTable::load(std::string(kFolder) + default_name).value_or(AliasTable{});
}

std::vector<std::string> channel_files() {
  std::vector<std::string> paths;
  if (const char* const path = std::getenv("NMSG_CHALIAS_FILE")) paths.emplace_back(path);
  for (const char* const name : {"nmsg.chalias", "nmsgtool.chalias"}) paths.push_back(std::string(kFolder) + name);
  return paths;
}

// Each line has a channel and, after blanks, its sockets.
std::vector<std::string> sockets_in(std::istream& file, const std::string& channel) {
  std::vector<std::string> sockets;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    if (words >> name && name == channel) {
      sockets.insert(sockets.end(), std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
    }
  }
  return sockets;
}

}  // namespace

Aliases load_aliases() {
  return {load("NMSG_OPALIAS_FILE", "nmsg.opalias"), load("NMSG_GRALIAS_FILE", "nmsg.gralias")};
}

std::vector<std::string> channel_sockets(const std::string& channel) {
  const std::vector<std::string> paths = channel_files();
  std::vector<std::string> sockets;
  for (const std::string& path : paths) {
    std::ifstream file(path);
    if (!file.is_open()) continue;
    sockets = sockets_in(file, channel);
    break;
  }
  if (sockets.empty()) {
    throw UsageError(fmt::format("usage error: channel alias lookup failed: no '{}' in {}", channel, fmt::join(paths, ", ")));
  }
  for (const std::string& socket : sockets) {
    if (socket.find("://") != std::string::npos) {
      throw UsageError(fmt::format("usage error: channel alias appears to be a ZeroMQ endpoint: {}", socket));
    }
  }
  return sockets;
}

}  // namespace nmsgxx::tools

#include "library_log.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/stubs/logging.h>

#include "print.hpp"

namespace nmsgxx::tools {
namespace {

std::mutex g_mutex;
/// By the place in the library's source: there are few.
std::map<std::pair<std::string, int>, std::uint64_t> g_counts;

void take(google::protobuf::LogLevel /*level*/, const char* file, int line, const std::string& message) {
  const std::lock_guard lock(g_mutex);
  if (++g_counts[{file, line}] == 1) print_error("nmsgxx: libprotobuf: {}\n", message);
}

}  // namespace

LibraryLog::LibraryLog() {
  google::protobuf::SetLogHandler(take);
}

LibraryLog::~LibraryLog() {
  const std::lock_guard lock(g_mutex);
  for (const auto& [place, count] : g_counts) {
    const std::string_view file = place.first;
    if (count > 1) {
      print_error("nmsgxx: libprotobuf: {} times in all ({}:{})\n", count, file.substr(file.rfind('/') + 1), place.second);
    }
  }
}

}  // namespace nmsgxx::tools

#include "message_log.hpp"

#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <google/protobuf/stubs/logging.h>

#include "print.hpp"

namespace nmsgxx::tools {
namespace {

std::string with_offset(const Error& error) {
  return (error.offset > 0 ? fmt::format("byte {}: ", error.offset) : "") + error.message();
}

std::mutex g_protobuf_mutex;
/// By the file and line in libprotobuf's source that wrote the message.
std::map<std::pair<std::string, int>, std::uint64_t> g_protobuf_counts;

void take_protobuf_message(google::protobuf::LogLevel /*level*/, const char* file, int line, const std::string& message) {
  const std::lock_guard lock(g_protobuf_mutex);
  if (++g_protobuf_counts[{file, line}] == 1) print_error("nmsgxx: libprotobuf: {}\n", message);
}

}  // namespace

Report MessageLog::report(std::string name) {
  return [this, name = std::move(name)](const Error& error) -> Result<void> {
    if (strict_) return fail(Errc::refused, error.offset, with_offset(error));
    add(name, error);
    return {};
  };
}

void MessageLog::add(const std::string& name, const Error& error, Weight weight) {
  const std::lock_guard lock(mutex_);
  any_damage_ = any_damage_ || (weight == Weight::damage && !remarks_.contains(error.code));
  if (++counts_[error.code] > 1) return;
  print_error("{}: {}: {}\n", program_, name, with_offset(error));
}

void MessageLog::print_counts() {
  const std::lock_guard lock(mutex_);
  for (const auto& [code, count] : counts_) {
    if (count > 1) print_error("{}: {}: {} times in all\n", program_, to_string(code), count);
  }
}

bool MessageLog::any_damage() const {
  const std::lock_guard lock(mutex_);
  return any_damage_;
}

ProtobufLog::ProtobufLog() {
  google::protobuf::SetLogHandler(take_protobuf_message);
}

ProtobufLog::~ProtobufLog() {
  const std::lock_guard lock(g_protobuf_mutex);
  for (const auto& [place, count] : g_protobuf_counts) {
    const std::string_view file = place.first;
    if (count > 1) {
      print_error("nmsgxx: libprotobuf: {} times in all ({}:{})\n", count, file.substr(file.rfind('/') + 1), place.second);
    }
  }
}

}  // namespace nmsgxx::tools

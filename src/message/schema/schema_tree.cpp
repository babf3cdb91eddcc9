#include "message/schema/schema_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/core.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace nmsgxx::message {
namespace {

tl::unexpected<Error> refuse(std::string why) {
  return fail(Errc::bad_argument, 0, std::move(why));
}

tl::unexpected<Error> refuse_errno() {
  return refuse(std::generic_category().message(errno));
}

Result<std::string> read_open_file(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return refuse_errno();
  if (!S_ISREG(status.st_mode)) return refuse("it is not a regular file");
  constexpr std::size_t kMost = SchemaBounds::kFileOctets;
  const auto expected = static_cast<std::size_t>(status.st_size);
  if (expected > kMost) return refuse(fmt::format("it is larger than {} MiB", kMost >> 20));
  std::string text(expected + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse_errno();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size != expected) return refuse("it changed while it was read");
  text.pop_back();
  return text;
}

/// Nothing when there is no such file.
std::optional<Result<std::string>> read_file(const std::filesystem::path& path) {
  // Opening a named pipe would wait for its writer otherwise.
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0)
    return errno == ENOENT || errno == ENOTDIR ? std::nullopt : std::optional<Result<std::string>>(refuse_errno());
  auto text = read_open_file(descriptor);
  close(descriptor);
  return text;
}

/// Whether the name leads nowhere but down, in one way.
bool stays_inside(const std::string& name) {
  const std::filesystem::path path = name;
  return path.empty() || (path.is_relative() && path.lexically_normal() == path && *path.begin() != "..");
}

}  // namespace

Result<std::string> SchemaTree::read(const std::string& name) const {
  if (!stays_inside(name)) return refuse("an import must be a path inside the folder, without . and ..");
  for (const std::string& folder : {folder_, std::string(".")}) {
    if (auto text = read_file(std::filesystem::path(folder) / name)) return std::move(*text);
  }
  return refuse("File not found.");
}

google::protobuf::io::ZeroCopyInputStream* SchemaTree::Open(const std::string& name) {
  auto text = read(name);
  const Result<void> counted = text.and_then([this](const std::string& read) { return bounds_.add_text(read); });
  if (!counted) {
    error_ = counted.error().detail;
    return nullptr;
  }
  const std::string& kept = texts_[name] = std::move(*text);
  return new google::protobuf::io::ArrayInputStream(kept.data(), static_cast<int>(kept.size()));
}

}  // namespace nmsgxx::message

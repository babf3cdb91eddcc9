#include "nmsgxx/schema_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "base/number.hpp"
#include "message/schema/proto_text.hpp"
#include "message/schema/schema_limits.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {
namespace {

using message::SchemaLimits;

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
  constexpr std::size_t kMax = SchemaLimits::kFileSizeMax;
  const auto expected = static_cast<std::size_t>(status.st_size);
  if (expected > kMax) return refuse(fmt::format("it is larger than {} MiB", kMax >> 20));
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

/// Reads a file; nothing when it does not exist.
std::optional<Result<std::string>> read_file(const std::filesystem::path& path) {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0)
    return errno == ENOENT || errno == ENOTDIR ? std::nullopt : std::optional<Result<std::string>>(refuse_errno());
  auto text = read_open_file(descriptor);
  close(descriptor);
  return text;
}

/// Whether a name stays below its folder, and is spelled in the only way that does.
bool stays_inside(const std::string& name) {
  const std::filesystem::path path = name;
  return path.empty() || (path.is_relative() && path.lexically_normal() == path && *path.begin() != "..");
}

/// The .proto files of a folder, or else of the working folder, for the protobuf library: regular files within the limits, and
/// nothing outside of these folders.
class SourceFolder final : public google::protobuf::compiler::SourceTree {
 public:
  SourceFolder(std::string folder, SchemaLimits& limits) : folder_(std::move(folder)), limits_(limits) {}

  /// Returns null when the file cannot be used; GetLastErrorMessage() says why.
  google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override;
  std::string GetLastErrorMessage() override { return error_; }

 private:
  Result<std::string> read(const std::string& name) const;

  std::string folder_;
  SchemaLimits& limits_;
  std::map<std::string, std::string> texts_;  // the streams read them
  std::string error_;
};

Result<std::string> SourceFolder::read(const std::string& name) const {
  if (!stays_inside(name)) return refuse("an import must be a path inside the folder, without . and ..");
  for (const std::string& folder : {folder_, std::string(".")}) {
    if (auto text = read_file(std::filesystem::path(folder) / name)) return std::move(*text);
  }
  return refuse("no such file");
}

google::protobuf::io::ZeroCopyInputStream* SourceFolder::Open(const std::string& name) {
  auto text = read(name);
  const Result<void> counted = text.and_then([this](const std::string& read) { return limits_.add_text(read); });
  if (!counted) {
    error_ = counted.error().detail;
    return nullptr;
  }
  const std::string& kept = texts_[name] = std::move(*text);
  return new google::protobuf::io::ArrayInputStream(kept.data(), static_cast<int>(kept.size()));
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string file_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// Keeps the first error that the library finds in a .proto file.
class FirstError final : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  explicit FirstError(const std::string& path) : path_(path), name_(file_of(path)) {}

  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    // Lines and columns count from 0; line -1 is the file as a whole.
    const std::string place = line < 0 ? "" : ':' + std::to_string(line + 1) + ':' + std::to_string(column + 1);
    text_ = path_of(file) + place + ": " + message;
  }
  /// Returns the path that the user knows the file by.
  const std::string& path_of(const std::string& file) const noexcept { return file == name_ ? path_ : file; }
  std::string message() { return std::exchange(text_, {}); }

 private:
  std::string path_;  // of the file that the user named
  std::string name_;  // its last part, which the library knows
  std::string text_;
};

/// Removes the text up to a separator, or all of it, and returns it.
std::string_view next_part(std::string_view& text, char separator) noexcept {
  const auto at = text.find(separator);
  const auto part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

}  // namespace

class SchemaFiles::State {
 public:
  Result<void> load(const std::string& path);
  const google::protobuf::Descriptor* find(const std::string& name) const;

 private:
  // Each file has a database of its own, so that imports do not mix their folders.
  struct Loaded {
    Loaded(const std::string& path, SchemaLimits& limits) : folder(folder_of(path), limits), error(path) {
      files.RecordErrorsTo(&error);
      pool.EnforceWeakDependencies(true);
    }

    SourceFolder folder;
    FirstError error;
    google::protobuf::compiler::SourceTreeDescriptorDatabase files{&folder};
    google::protobuf::DescriptorPool::ErrorCollector* building = files.GetValidationErrorCollector();
    google::protobuf::DescriptorPool pool;
    std::map<std::string, bool> built;  // false while the file's imports are being built
  };
  Result<void> build(Loaded& loaded, const std::string& name, int depth);

  SchemaLimits limits_;
  std::vector<std::unique_ptr<Loaded>> files_;
};

Result<void> SchemaFiles::State::load(const std::string& path) {
  auto loaded = std::make_unique<Loaded>(path, limits_);
  if (auto built = build(*loaded, file_of(path), 0); !built) return built;
  files_.push_back(std::move(loaded));
  return {};
}

// Builds imports first, because the library would recurse for each.
Result<void> SchemaFiles::State::build(Loaded& loaded, const std::string& name, int depth) {
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::bad_argument, 0, loaded.error.path_of(name) + ": " + why);
  };
  const auto [state, first] = loaded.built.try_emplace(name, false);
  if (!first) return state->second ? Result<void>() : refuse("the file imports itself");
  if (depth > message::kNestingMax) {
    return refuse("imports are nested more than " + std::to_string(message::kNestingMax) + " deep");
  }
  google::protobuf::FileDescriptorProto file;
  if (!loaded.files.FindFileByName(name, &file)) return fail(Errc::bad_argument, 0, loaded.error.message());
  file.clear_source_code_info();
  if (auto added = limits_.add_file(file); !added) return refuse(added.error().detail);
  for (const std::string& import : file.dependency()) {
    if (auto built = build(loaded, import, depth + 1); !built) return built;
  }
  if (loaded.pool.BuildFileCollectingErrors(file, loaded.building) == nullptr) {
    return fail(Errc::bad_argument, 0, loaded.error.message());
  }
  state->second = true;
  return {};
}

const google::protobuf::Descriptor* SchemaFiles::State::find(const std::string& name) const {
  for (const auto& file : files_) {
    if (const auto* descriptor = file->pool.FindMessageTypeByName(name)) return descriptor;
  }
  return nullptr;
}

SchemaFiles::SchemaFiles() : state_(std::make_unique<State>()) {}
SchemaFiles::~SchemaFiles() = default;

Result<void> SchemaFiles::load(const std::string& path) {
  return state_->load(path);
}

Result<void> SchemaFiles::map(std::string_view spec, Registry& registry) {
  std::string_view rest = spec;
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::bad_argument, 0, std::string(spec) + ": " + std::string(why));
  };
  const auto vid = base::parse_number<std::uint32_t>(next_part(rest, ':'));
  const auto msgtype = base::parse_number<std::uint32_t>(next_part(rest, '='));
  const std::string message(next_part(rest, ','));
  if (!vid || !msgtype || message.empty()) return refuse("expected VID:MSGTYPE=package.Message[,VENDOR,NAME]");
  const auto* descriptor = state_->find(message);
  if (descriptor == nullptr) return refuse("no .proto file has a message " + message);
  std::string vendor(next_part(rest, ','));
  if (vendor.empty()) vendor = vendor_name(*vid);
  if (vendor.empty()) vendor = std::to_string(*vid);
  const std::string_view name = rest.empty() ? std::string_view(descriptor->name()) : rest;
  return registry.add({*vid, *msgtype}, vendor, name, *descriptor);
}

}  // namespace nmsgxx

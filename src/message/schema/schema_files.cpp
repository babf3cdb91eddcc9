#include "nmsgxx/schema_files.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>

#include "message/schema/bracket_depth.hpp"
#include "message/schema/schema_bounds.hpp"
#include "message/schema/schema_tree.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string file_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// Keeps the first error that the reader of .proto files finds.
class FirstError final : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  explicit FirstError(const std::string& path) : path_(path), name_(file_of(path)) {}

  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    // Lines and columns count from 0; -1 stands for the file as a whole.
    const std::string place = line < 0 ? "" : ':' + std::to_string(line + 1) + ':' + std::to_string(column + 1);
    text_ = shown(file) + place + ": " + message;
  }
  /// What people call the file.
  const std::string& shown(const std::string& file) const noexcept { return file == name_ ? path_ : file; }
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string path_;  // of the file that was asked for
  std::string name_;
  std::string text_;
};

std::optional<std::uint32_t> number_of(std::string_view text) noexcept {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Takes the text in front of the separator, or all of it.
std::string_view take_until(std::string_view& text, char separator) noexcept {
  const auto at = text.find(separator);
  const auto front = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return front;
}

}  // namespace

class SchemaFiles::State {
 public:
  Result<void> load(const std::string& path);
  const google::protobuf::Descriptor* find(const std::string& name) const;

 private:
  // A reader for each file, so that their folders do not mix.
  struct Loaded {
    Loaded(const std::string& path, message::SchemaBounds& bounds) : tree(folder_of(path), bounds), error(path) {
      files.RecordErrorsTo(&error);
      pool.EnforceWeakDependencies(true);
    }

    message::SchemaTree tree;
    FirstError error;
    google::protobuf::compiler::SourceTreeDescriptorDatabase files{&tree};
    google::protobuf::DescriptorPool::ErrorCollector* building = files.GetValidationErrorCollector();
    google::protobuf::DescriptorPool pool;
    std::map<std::string, bool> built;  // false while its imports are
  };
  Result<void> build(Loaded& loaded, const std::string& name, int depth);

  message::SchemaBounds bounds_;
  std::vector<std::unique_ptr<Loaded>> files_;
};

Result<void> SchemaFiles::State::load(const std::string& path) {
  auto loaded = std::make_unique<Loaded>(path, bounds_);
  if (auto built = build(*loaded, file_of(path), 0); !built) return built;
  files_.push_back(std::move(loaded));
  return {};
}

// Imports come first: the library would call itself for each.
Result<void> SchemaFiles::State::build(Loaded& loaded, const std::string& name, int depth) {
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::bad_argument, 0, loaded.error.shown(name) + ": " + why);
  };
  const auto [state, first] = loaded.built.try_emplace(name, false);
  if (!first) return state->second ? Result<void>() : refuse("it imports itself");
  if (depth > message::kNestedDepth) {
    return refuse("imports are nested more than " + std::to_string(message::kNestedDepth) + " deep");
  }
  google::protobuf::FileDescriptorProto file;
  if (!loaded.files.FindFileByName(name, &file)) return fail(Errc::bad_argument, 0, loaded.error.take());
  file.clear_source_code_info();
  if (auto added = bounds_.add_file(file); !added) return refuse(added.error().detail);
  for (const std::string& import : file.dependency()) {
    if (auto built = build(loaded, import, depth + 1); !built) return built;
  }
  if (loaded.pool.BuildFileCollectingErrors(file, loaded.building) == nullptr) {
    return fail(Errc::bad_argument, 0, loaded.error.take());
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
  const auto vid = number_of(take_until(rest, ':'));
  const auto msgtype = number_of(take_until(rest, '='));
  const std::string message(take_until(rest, ','));
  if (!vid || !msgtype || message.empty()) return refuse("not VID:MSGTYPE=package.Message[,VENDOR,NAME]");
  const auto* descriptor = state_->find(message);
  if (descriptor == nullptr) return refuse("no schema has the message " + message);
  std::string vendor(take_until(rest, ','));
  if (vendor.empty()) vendor = vendor_name(*vid);
  if (vendor.empty()) vendor = std::to_string(*vid);
  const std::string_view name = rest.empty() ? std::string_view(descriptor->name()) : rest;
  return registry.add({*vid, *msgtype}, vendor, name, *descriptor);
}

}  // namespace nmsgxx

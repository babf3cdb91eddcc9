#include "nmsgxx/schema_files.hpp"

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>

#include "nmsgxx/message_type.hpp"

namespace nmsgxx {
namespace {

/// Keeps the first error that the reader of .proto files finds.
class FirstError final : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    // Lines and columns count from 0; -1 stands for the file as a whole.
    const std::string place = line < 0 ? "" : ':' + std::to_string(line + 1) + ':' + std::to_string(column + 1);
    text_ = file + place + ": " + message;
  }
  std::string take() { return std::exchange(text_, {}); }

 private:
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

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string file_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

class SchemaFiles::State {
 public:
  Result<void> load(const std::string& path);
  const google::protobuf::Descriptor* find(const std::string& name) const;

 private:
  // A reader for each file, so that their folders do not mix.
  struct Loaded {
    google::protobuf::compiler::DiskSourceTree tree;
    FirstError error;
    google::protobuf::compiler::Importer importer{&tree, &error};
  };
  std::vector<std::unique_ptr<Loaded>> files_;
};

Result<void> SchemaFiles::State::load(const std::string& path) {
  auto loaded = std::make_unique<Loaded>();
  loaded->tree.MapPath("", folder_of(path));
  loaded->tree.MapPath("", ".");
  if (loaded->importer.Import(file_of(path)) == nullptr) return fail(Errc::bad_argument, 0, loaded->error.take());
  files_.push_back(std::move(loaded));
  return {};
}

const google::protobuf::Descriptor* SchemaFiles::State::find(const std::string& name) const {
  for (const auto& file : files_) {
    if (const auto* descriptor = file->importer.pool()->FindMessageTypeByName(name)) return descriptor;
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

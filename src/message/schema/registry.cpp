#include "nmsgxx/registry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "message/schema/schema_layout.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {

using message::SchemaLayout;

std::string_view to_string(FieldKind kind) noexcept {
  static constexpr std::array<std::string_view, 14> kNames = {"bool",  "bytes",  "enum",   "string", "mlstring",
                                                              "ip",    "int16",  "uint16", "int32",  "uint32",
                                                              "int64", "uint64", "double", "message"};
  NMSGXX_ASSERT(static_cast<std::size_t>(kind) < kNames.size());
  return kNames[static_cast<std::size_t>(kind)];
}

MessageSchema::MessageSchema(std::unique_ptr<const SchemaLayout> layout) : layout_(std::move(layout)) {}
MessageSchema::~MessageSchema() = default;
MessageSchema::MessageSchema(MessageSchema&&) noexcept = default;

MessageType MessageSchema::type() const noexcept {
  return layout_->type;
}

std::string_view MessageSchema::vendor() const noexcept {
  return layout_->vendor;
}

std::string_view MessageSchema::name() const noexcept {
  return layout_->name;
}

const google::protobuf::Descriptor& MessageSchema::descriptor() const noexcept {
  return *layout_->descriptor;
}

std::span<const Field> MessageSchema::fields() const noexcept {
  return layout_->fields;
}

std::optional<std::size_t> MessageSchema::find(std::string_view field) const noexcept {
  const std::size_t index = layout_->find(field);
  return index < layout_->fields.size() ? std::optional(index) : std::nullopt;
}

Result<void> Registry::add(MessageType type, std::string_view vendor, std::string_view name,
                           const google::protobuf::Descriptor& descriptor) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::bad_argument, 0,
                std::to_string(type.vid) + ':' + std::to_string(type.msgtype) + ' ' + std::string(vendor) + ' ' +
                    std::string(name) + ": " + std::string(why));
  };
  if (find(type) != nullptr) return refuse("the numbers are taken by another type");
  if (find(vendor, name) != nullptr) return refuse("the names are taken by another type");
  const auto known = vendor_name(type.vid);
  if (!known.empty() && !base::equal_ignoring_case(known, vendor)) {
    return refuse("expected the vendor's name " + std::string(known) + ", got " + std::string(vendor));
  }
  if (vendor.empty() || name.empty()) return refuse("a name is empty");
  types_.emplace(type, std::make_unique<const SchemaLayout>(message::make_layout(type, vendor, name, descriptor)));
  return {};
}

const MessageSchema* Registry::find(MessageType type) const noexcept {
  const auto at = types_.find(type);
  return at == types_.end() ? nullptr : &at->second;
}

const MessageSchema* Registry::find(std::string_view vendor, std::string_view name) const noexcept {
  for (const auto& [type, schema] : types_) {
    if (base::equal_ignoring_case(schema.vendor(), vendor) && base::equal_ignoring_case(schema.name(), name)) return &schema;
  }
  return nullptr;
}

bool Registry::knows_vendor(std::string_view vendor) const noexcept {
  const auto same = [&](const auto& type) { return base::equal_ignoring_case(type.second.vendor(), vendor); };
  return vendor_by_name(vendor) || std::ranges::any_of(types_, same);
}

std::vector<const MessageSchema*> Registry::all() const {
  std::vector<const MessageSchema*> all;
  for (const auto& [type, schema] : types_) all.push_back(&schema);
  return all;
}

}  // namespace nmsgxx

#include "nmsgxx/registry.hpp"

#include <algorithm>
#include <utility>

#include "message/schema/plan.hpp"
#include "base/ascii.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {

using message::Plan;
using base::same_name;

MessageSchema::MessageSchema(std::unique_ptr<const Plan> plan) : plan_(std::move(plan)) {}
MessageSchema::~MessageSchema() = default;
MessageSchema::MessageSchema(MessageSchema&&) noexcept = default;

MessageType MessageSchema::type() const noexcept {
  return plan_->type;
}

std::string_view MessageSchema::vendor() const noexcept {
  return plan_->vendor;
}

std::string_view MessageSchema::name() const noexcept {
  return plan_->name;
}

const google::protobuf::Descriptor& MessageSchema::descriptor() const noexcept {
  return *plan_->descriptor;
}

std::span<const Field> MessageSchema::fields() const noexcept {
  return plan_->fields;
}

std::optional<std::size_t> MessageSchema::find(std::string_view field) const noexcept {
  const std::size_t place = plan_->find(field);
  return place < plan_->fields.size() ? std::optional(place) : std::nullopt;
}

Registry::Registry() {
  for (const auto rows : {message::base_types(), message::sie_types()}) {
    for (const message::TypeRow& row : rows) {
      types_.emplace(row.type, std::make_unique<const Plan>(message::make_plan(row)));
    }
  }
}

Result<void> Registry::add(MessageType type, std::string_view vendor, std::string_view name,
                           const google::protobuf::Descriptor& descriptor) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::bad_argument, 0,
                std::to_string(type.vid) + ':' + std::to_string(type.msgtype) + ' ' + std::string(vendor) + ' ' +
                    std::string(name) + ": " + std::string(why));
  };
  if (find(type) != nullptr) return refuse("these numbers have a type already");
  if (find(vendor, name) != nullptr) return refuse("these names have a type already");
  const auto taken = vendor_name(type.vid);
  if (!taken.empty() && !base::same_name(taken, vendor)) return refuse("the vendor is called " + std::string(taken));
  if (vendor.empty() || name.empty()) return refuse("a name is missing");
  types_.emplace(type, std::make_unique<const Plan>(message::make_plan(type, vendor, name, descriptor)));
  return {};
}

const MessageSchema* Registry::find(MessageType type) const noexcept {
  const auto at = types_.find(type);
  return at == types_.end() ? nullptr : &at->second;
}

const MessageSchema* Registry::find(std::string_view vendor, std::string_view name) const noexcept {
  for (const auto& [type, schema] : types_) {
    if (base::same_name(schema.vendor(), vendor) && base::same_name(schema.name(), name)) return &schema;
  }
  return nullptr;
}

bool Registry::knows_vendor(std::string_view vendor) const noexcept {
  const auto same = [&](const auto& type) { return base::same_name(type.second.vendor(), vendor); };
  return vendor_by_name(vendor) || std::ranges::any_of(types_, same);
}

std::vector<const MessageSchema*> Registry::all() const {
  std::vector<const MessageSchema*> all;
  for (const auto& [type, schema] : types_) all.push_back(&schema);
  return all;
}

}  // namespace nmsgxx

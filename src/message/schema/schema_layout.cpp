#include "message/schema/schema_layout.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "nmsgxx/message_type.hpp"
#include "text/json_string.hpp"

namespace nmsgxx::message {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

FieldKind kind_of(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL: return FieldKind::boolean;
    case FieldDescriptor::CPPTYPE_ENUM: return FieldKind::enumeration;
    case FieldDescriptor::CPPTYPE_INT32: return FieldKind::int32;
    case FieldDescriptor::CPPTYPE_UINT32: return FieldKind::uint32;
    case FieldDescriptor::CPPTYPE_INT64: return FieldKind::int64;
    case FieldDescriptor::CPPTYPE_UINT64: return FieldKind::uint64;
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE: return FieldKind::real;
    case FieldDescriptor::CPPTYPE_MESSAGE: return FieldKind::message;
    default: return field.type() == FieldDescriptor::TYPE_BYTES ? FieldKind::bytes : FieldKind::string;
  }
}

/// Groups are skipped, as unknown fields are.
bool is_group(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_GROUP;
}

class LayoutBuilder {
 public:
  LayoutBuilder(MessageType type, std::string_view vendor, std::string_view name, const Descriptor& descriptor) {
    layout_.type = type;
    layout_.vendor = vendor;
    layout_.name = name;
    text::Text names;
    text::append_json_string(vendor, names.append(",\"vname\":"));
    text::append_json_string(name, names.append(",\"mname\":"));
    layout_.json_names = names.view();
    layout_.descriptor = &descriptor;
    add_level(descriptor);
  }

  void embed(std::string_view field) {
    const auto* outer = layout_.descriptor->FindFieldByName(std::string(field));
    const std::size_t level = layout_.levels.size();
    layout_.slots[layout_.levels.front().find(number_of(*outer))].embedded = level;
    add_level(*outer->message_type());
  }

  void add(const FieldRow& row) {
    const FieldDescriptor* stored = find(row);
    Field field{.name = std::string(row.name), .kind = row.kind, .stored = stored};
    field.computed = row.getter != nullptr;
    field.presented = row.presented;
    if (stored != nullptr) {
      field.required = stored->is_required();
      field.repeated = stored->is_repeated();
    }
    const bool own = stored != nullptr && stored->containing_type() == layout_.descriptor;
    layout_.field_layouts.push_back({.format = row.format,
                                     .slot = slot_of(stored),
                                     .presentation_getter = row.getter,
                                     .json_getter = own ? nullptr : row.getter,
                                     .enum_type = stored == nullptr ? nullptr : stored->enum_type(),
                                     .enum_names = stored == nullptr ? nullptr : names_of(stored->enum_type()),
                                     .presentation_key = field.name + ": ",
                                     .json_key = '"' + field.name + "\":"});
    layout_.fields.push_back(std::move(field));
  }

  SchemaLayout finish() {
    for (std::uint32_t i = 0; i < layout_.fields.size(); ++i) layout_.by_name.push_back(i);
    std::ranges::stable_sort(layout_.by_name, {}, [&](std::uint32_t i) -> std::string_view { return layout_.fields[i].name; });
    return std::move(layout_);
  }

 private:
  // Fields of the same enumeration share its names.
  std::shared_ptr<const EnumNames> names_of(const google::protobuf::EnumDescriptor* type) {
    if (type == nullptr) return nullptr;
    auto& names = enum_names_[type];
    if (names == nullptr) names = std::make_shared<const EnumNames>(*type);
    return names;
  }

  static std::uint32_t number_of(const FieldDescriptor& field) { return static_cast<std::uint32_t>(field.number()); }

  void add_level(const Descriptor& descriptor) {
    Level& level = layout_.levels.emplace_back();
    for (int i = 0; i < descriptor.field_count(); ++i) {
      const FieldDescriptor& field = *descriptor.field(i);
      if (is_group(field)) continue;
      level.add(field, static_cast<SlotIndex>(layout_.slots.size()));
      layout_.slots.push_back({.field = &field,
                               .wire_type = wire_type_of(field.type()),
                               .repeated = field.is_repeated(),
                               .level = layout_.levels.size() - 1});
    }
  }

  const FieldDescriptor* find(const FieldRow& row) const {
    const bool renamed = !row.embedded_name.empty();
    for (const Slot& slot : layout_.slots) {
      const bool own = slot.field->containing_type() == layout_.descriptor;
      if (slot.embedded == 0 && slot.field->name() == (renamed ? row.embedded_name : row.name) && !(renamed && own)) {
        return slot.field;
      }
    }
    return nullptr;
  }

  SlotIndex slot_of(const FieldDescriptor* field) const {
    const auto at = std::ranges::find(layout_.slots, field, &Slot::field);
    return at == layout_.slots.end() ? kNoSlot : static_cast<SlotIndex>(at - layout_.slots.begin());
  }

  SchemaLayout layout_;
  std::map<const google::protobuf::EnumDescriptor*, std::shared_ptr<const EnumNames>> enum_names_;
};

bool less_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::lexicographical_compare(a, b, {}, base::lower, base::lower);
}

std::string_view name_of(const google::protobuf::EnumValueDescriptor* value) noexcept {
  return value->name();
}

}  // namespace

EnumNames::EnumNames(const google::protobuf::EnumDescriptor& type) {
  for (int i = 0; i < type.value_count(); ++i) sorted_.push_back(type.value(i));
  std::ranges::stable_sort(sorted_, less_ignoring_case, name_of);
}

const google::protobuf::EnumValueDescriptor* EnumNames::find(std::string_view name) const noexcept {
  const auto at = std::ranges::lower_bound(sorted_, name, less_ignoring_case, name_of);
  return at != sorted_.end() && base::equal_ignoring_case((*at)->name(), name) ? *at : nullptr;
}

std::size_t SchemaLayout::find_by_name(std::string_view field) const noexcept {
  const auto name_at = [&](std::uint32_t i) -> std::string_view { return fields[i].name; };
  const auto at = std::ranges::lower_bound(by_name, field, {}, name_at);
  return at != by_name.end() && fields[*at].name == field ? *at : fields.size();
}

void Level::add(const FieldDescriptor& field, SlotIndex slot) {
  constexpr std::uint32_t kDenseMax = 256;
  const auto number = static_cast<std::uint32_t>(field.number());
  if (number < kDenseMax) {
    if (number >= dense_.size()) dense_.resize(number + 1, kNoSlot);
    dense_[number] = slot;
  }
  entries_.insert(std::ranges::lower_bound(entries_, number, {}, &Entry::number), {number, slot});
  if (field.is_required()) required_.push_back(slot);
}

SlotIndex Level::find_sparse(std::uint32_t number) const noexcept {
  const auto at = std::ranges::lower_bound(entries_, number, {}, &Entry::number);
  return at == entries_.end() || at->number != number ? kNoSlot : at->slot;
}

SchemaLayout make_layout(const TypeRow& row) {
  LayoutBuilder builder(row.type, vendor_name(row.type.vid), type_name(row.type), *row.descriptor());
  if (!row.embedded.empty()) builder.embed(row.embedded);
  for (const FieldRow& field : row.fields) builder.add(field);
  return builder.finish();
}

SchemaLayout make_layout(MessageType type, std::string_view vendor, std::string_view name, const Descriptor& descriptor) {
  LayoutBuilder builder(type, vendor, name, descriptor);
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (!is_group(field)) builder.add({.name = field.name(), .kind = kind_of(field)});
  }
  return builder.finish();
}

}  // namespace nmsgxx::message

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "message/schema/form.hpp"
#include "nmsgxx/field.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/cursor.hpp"

// What is worked out about a message type once, so that nothing is looked up for each message.
namespace nmsgxx::message {

using SlotIndex = std::uint16_t;
inline constexpr SlotIndex kNoSlot = 0xFFFF;

/// A place for the values of one field of the schema, or of a message embedded in it.
struct Slot {
  const google::protobuf::FieldDescriptor* field = nullptr;
  wire::WireType wire_type = wire::WireType::varint;
  bool repeated = false;
  std::size_t level = 0;     ///< of the message that it belongs to
  std::size_t embedded = 0;  ///< the level of the message that it is; 0 when it is a plain value
};

/// Where the fields of a message, or of one embedded in it, have their slots.
class Level {
 public:
  struct Place {
    std::uint32_t number;
    SlotIndex slot;
  };

  void add(const google::protobuf::FieldDescriptor& field, SlotIndex slot);

  /// kNoSlot when there is no such field.
  SlotIndex find(std::uint32_t number) const noexcept { return number < dense_.size() ? dense_[number] : find_sparse(number); }
  std::span<const SlotIndex> required() const noexcept { return required_; }
  std::span<const Place> by_number() const noexcept { return places_; }

 private:
  SlotIndex find_sparse(std::uint32_t number) const noexcept;

  std::vector<SlotIndex> dense_;  // by number; the small ones
  std::vector<Place> places_;
  std::vector<SlotIndex> required_;
};

/// The values of an enumeration, found by their names in any letter case.  A .proto file may have very many.
class EnumNames {
 public:
  explicit EnumNames(const google::protobuf::EnumDescriptor& names);

  /// Null when there is none.
  const google::protobuf::EnumValueDescriptor* find(std::string_view name) const noexcept;

 private:
  std::vector<const google::protobuf::EnumValueDescriptor*> values_;
};

/// How one of the schema's fields is shown.
struct FieldLayout {
  ValueFormat format = ValueFormat::plain;
  SlotIndex slot = kNoSlot;
  Getter presentation_getter = nullptr;  ///< null when presentation shows what is stored; the same for JSON
  Getter json_getter = nullptr;
  const google::protobuf::EnumDescriptor* names = nullptr;
  std::shared_ptr<const EnumNames> names_in_order;  ///< the same
  std::string presentation_key;                     ///< such as "srcip: "
  std::string json_key;                             ///< such as "\"srcip\":"
};

struct SchemaLayout {
  MessageType type{};
  std::string vendor;
  std::string name;
  std::string json_names;  ///< such as ",\"vname\":\"base\",\"mname\":\"ipconn\""
  const google::protobuf::Descriptor* descriptor = nullptr;
  std::vector<Field> fields;
  std::vector<FieldLayout> field_layouts;  ///< one for each of the fields
  std::vector<Slot> slots;
  std::vector<Level> levels;           ///< the message's own is the first
  std::vector<std::uint32_t> by_name;  ///< places of the fields, in the order of their names

  /// The place of a field; fields.size() when there is none of this name.
  ///
  /// @param likely  where it is looked for first: fields mostly come in the order of the schema
  std::size_t find(std::string_view field, std::size_t likely = 0) const noexcept {
    if (likely < fields.size() && fields[likely].name == field) return likely;
    return find_by_name(field);
  }
  std::size_t find_by_name(std::string_view field) const noexcept;
};

/// A field as the tables of types tell it.
struct FieldRow {
  std::string_view name;
  FieldKind kind;
  ValueFormat format = ValueFormat::plain;
  Getter getter = nullptr;
  bool presented = true;
  std::string_view embedded_name{};  ///< its name in the embedded message, when that is another
};

struct TypeRow {
  MessageType type;
  const google::protobuf::Descriptor* (*descriptor)();
  std::span<const FieldRow> fields;
  std::string_view embedded{};  ///< the field whose message's fields are shown among the others
};

/// The types that everybody knows (base_types.cpp, sie_types.cpp).
std::span<const TypeRow> base_types() noexcept;
std::span<const TypeRow> sie_types() noexcept;

/// The layout of a type from its row, or from its descriptor alone.
SchemaLayout make_layout(const TypeRow& row);
SchemaLayout make_layout(MessageType type, std::string_view vendor, std::string_view name,
                         const google::protobuf::Descriptor& descriptor);

}  // namespace nmsgxx::message

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "message/schema/value.hpp"
#include "nmsgxx/field.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/cursor.hpp"

// What is known about a message type.  It is worked out once, when a registry learns the type, so that nothing is looked up for
// each message.
namespace nmsgxx::message {

class MessageFields;
struct Scratch;

/// Derives a field's value from other fields of a message; nothing when there is none.
///
/// Lifetime: the value is valid until the next call with the same scratch memory.
using Getter = std::optional<Value> (*)(const MessageFields& fields, Scratch& scratch);

using SlotIndex = std::uint16_t;
inline constexpr SlotIndex kNoSlot = 0xFFFF;

/// Where the values of one stored field are kept, be it a field of the message or of a message embedded in it.
struct Slot {
  const google::protobuf::FieldDescriptor* field = nullptr;
  wire::WireType wire_type = wire::WireType::varint;
  bool repeated = false;
  std::size_t level = 0;     ///< the level that the field belongs to
  std::size_t embedded = 0;  ///< the level of the field's own fields, when it is an embedded message; 0 for other fields
};

/// Maps the field numbers of a message to slots.  Level 0 is the message itself, others are messages embedded in it.
class Level {
 public:
  struct Entry {
    std::uint32_t number;
    SlotIndex slot;
  };

  void add(const google::protobuf::FieldDescriptor& field, SlotIndex slot);

  /// Returns kNoSlot when there is no such field.
  SlotIndex find(std::uint32_t number) const noexcept { return number < dense_.size() ? dense_[number] : find_sparse(number); }
  std::span<const SlotIndex> required() const noexcept { return required_; }
  std::span<const Entry> by_number() const noexcept { return entries_; }

 private:
  SlotIndex find_sparse(std::uint32_t number) const noexcept;

  std::vector<SlotIndex> dense_;  // by number, for small numbers
  std::vector<Entry> entries_;    // all fields, sorted by number
  std::vector<SlotIndex> required_;
};

/// Finds the values of an enumeration by name, in any letter case.  An enumeration of a .proto file may have very many.
class EnumNames {
 public:
  explicit EnumNames(const google::protobuf::EnumDescriptor& type);

  /// Returns null when there is no value of that name.
  const google::protobuf::EnumValueDescriptor* find(std::string_view name) const noexcept;

 private:
  std::vector<const google::protobuf::EnumValueDescriptor*> sorted_;
};

/// How one of the schema's fields is stored and shown.
struct FieldLayout {
  ValueFormat format = ValueFormat::plain;
  SlotIndex slot = kNoSlot;              ///< kNoSlot for a field that is derived only
  Getter presentation_getter = nullptr;  ///< null when presentation form shows what is stored
  Getter json_getter = nullptr;          ///< null when JSON shows what is stored
  const google::protobuf::EnumDescriptor* enum_type = nullptr;
  std::shared_ptr<const EnumNames> enum_names;  ///< the names of enum_type
  std::string presentation_key;                 ///< such as "srcip: "
  std::string json_key;                         ///< such as "\"srcip\":"
};

/// Everything that readers and writers of one message type need to know.
struct SchemaLayout {
  MessageType type{};
  std::string vendor;
  std::string name;
  std::string json_names;  ///< such as ",\"vname\":\"base\",\"mname\":\"ipconn\""
  const google::protobuf::Descriptor* descriptor = nullptr;
  std::vector<Field> fields;
  std::vector<FieldLayout> field_layouts;  ///< parallel to `fields`
  std::vector<Slot> slots;
  std::vector<Level> levels;
  std::vector<std::uint32_t> by_name;  ///< indices of the fields, sorted by name

  /// Returns the index of a field, or fields.size() when no field has this name.
  ///
  /// @param likely  the index to try first: fields mostly come in the order of the schema
  std::size_t find(std::string_view field, std::size_t likely = 0) const noexcept {
    if (likely < fields.size() && fields[likely].name == field) return likely;
    return find_by_name(field);
  }
  std::size_t find_by_name(std::string_view field) const noexcept;
};

/// One field of a built-in type, as its table describes it.  The rest comes from the protobuf descriptor.
struct FieldRow {
  std::string_view name;
  FieldKind kind;
  ValueFormat format = ValueFormat::plain;
  Getter getter = nullptr;
  bool presented = true;
  std::string_view embedded_name{};  ///< the field's name in the embedded message, when that differs
};

/// One built-in type.
struct TypeRow {
  MessageType type;
  const google::protobuf::Descriptor* (*descriptor)();
  std::span<const FieldRow> fields;
  std::string_view embedded{};  ///< a field that is a message, whose fields are shown among the others
};

/// Works out the layout of a built-in type.
SchemaLayout make_layout(const TypeRow& row);

/// Works out the layout of a type that is known by its descriptor alone.  The descriptor must outlive the layout.
SchemaLayout make_layout(MessageType type, std::string_view vendor, std::string_view name,
                         const google::protobuf::Descriptor& descriptor);

}  // namespace nmsgxx::message

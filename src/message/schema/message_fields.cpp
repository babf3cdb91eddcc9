#include "message/schema/message_fields.hpp"

#include <string>

#include "base/endian.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::message {

using wire::WireType;

tl::unexpected<Error> too_many_fields(std::uint64_t offset) {
  return fail(Errc::too_large, offset, "the message has more than " + std::to_string(kMessageFieldsMax) + " fields");
}

Result<void> MessageFields::parse(const SchemaLayout& layout, Bytes message) {
  layout_ = &layout;
  chains_.assign(layout.slots.size(), {});
  entries_.clear();
  return parse_level(layout.levels.front(), message);
}

Result<void> MessageFields::parse_level(const Level& level, Bytes message) {
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (const auto error = cursor.next(field)) {
      return fail(*error, static_cast<std::uint64_t>(cursor.at() - message.data()));
    }
    const SlotIndex index = level.find(field.number);
    if (index == kNoSlot) continue;
    const Slot& slot = layout_->slots[index];
    if (field.type != slot.wire_type) {
      if (!slot.repeated || field.type != WireType::bytes) continue;
      if (auto added = add_packed(index, field.bytes); !added) return added;
      continue;
    }
    if (!add(index, decode_value(slot.field->type(), field))) return too_many_fields(0);
    if (slot.embedded == 0) continue;
    if (auto parsed = parse_level(layout_->levels[slot.embedded], field.bytes); !parsed) return parsed;
  }
  for (const SlotIndex slot : level.required()) {
    if (chains_[slot].count == 0) return fail(Errc::missing_field, 0, layout_->slots[slot].field->name());
  }
  return {};
}

Result<void> MessageFields::add_packed(SlotIndex index, Bytes packed) {
  const Slot& slot = layout_->slots[index];
  const std::byte* at = packed.data();
  const std::byte* const end = at + packed.size();
  while (at != end) {
    wire::Field field{.number = 0, .type = slot.wire_type, .value = 0, .bytes = {}};
    if (slot.wire_type == WireType::varint) {
      at = wire::read_varint(at, end, field.value);
      if (at == nullptr) return fail(Errc::bad_varint);
    } else {
      const std::size_t size = slot.wire_type == WireType::fixed64 ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
      if (static_cast<std::size_t>(end - at) < size) return fail(Errc::truncated);
      field.value = size == sizeof(std::uint64_t) ? base::load_little<std::uint64_t>(at) : base::load_little<std::uint32_t>(at);
      at += size;
    }
    if (!add(index, decode_value(slot.field->type(), field))) return too_many_fields(0);
  }
  return {};
}

// Returns false when the message has too many fields.
bool MessageFields::add(SlotIndex index, const Value& value) {
  Chain& chain = chains_[index];
  if (chain.count > 0 && !layout_->slots[index].repeated) {
    entries_[chain.first].value = value;
    return true;
  }
  if (entries_.size() == kMessageFieldsMax) return false;
  const auto entry = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({value, 0});
  if (chain.count == 0) {
    chain.first = entry;
  } else {
    entries_[chain.last].next = entry;
  }
  chain.last = entry;
  ++chain.count;
  return true;
}

}  // namespace nmsgxx::message

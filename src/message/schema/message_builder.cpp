#include "message/schema/message_builder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"
#include "base/memory.hpp"
#include "wire/writer.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

std::byte* write_key(std::byte* out, const Slot& slot) noexcept {
  return wire::write_key(out, static_cast<std::uint32_t>(slot.field->number()), slot.wire_type);
}

std::byte* write_number(std::byte* out, const Slot& slot, std::uint64_t number) noexcept {
  const auto field = static_cast<std::uint32_t>(slot.field->number());
  number = encode_number(slot.field->type(), number);
  switch (slot.wire_type) {
    case WireType::fixed32: return wire::write_fixed_field(out, field, static_cast<std::uint32_t>(number));
    case WireType::fixed64: return wire::write_fixed_field(out, field, number);
    default: return wire::write_varint_field(out, field, number);
  }
}

}  // namespace

void MessageBuilder::start(const SchemaLayout& layout) {
  for (const SlotIndex slot : used_) {
    values_[slot].count = 0;
    base::recycle(values_[slot].encoded);
  }
  used_.clear();
  size_ = 0;
  layout_ = &layout;
  if (values_.size() < layout.slots.size()) values_.resize(layout.slots.size());
}

// Takes the field's bytes out of size_: the caller adds them again, with those of the new value.
MessageBuilder::Values& MessageBuilder::begin(SlotIndex slot, std::uint64_t number) {
  NMSGXX_ASSERT(layout_ != nullptr && slot < layout_->slots.size());
  Values& values = values_[slot];
  size_ -= values.encoded.size();
  if (values.count > 0 && !layout_->slots[slot].repeated) {
    values.encoded.clear();
    values.count = 0;
  } else if (values.count == 0) {
    used_.push_back(slot);
  }
  if (values.count++ == 0) values.first = {.number = number};
  return values;
}

void MessageBuilder::add(SlotIndex index, const Value& value, bool terminate) {
  const Slot& slot = layout_->slots[index];
  const bool bytes = slot.wire_type == WireType::bytes;
  NMSGXX_ASSERT(bytes || !terminate);
  Values& values = begin(index, value.number);
  const std::size_t length = value.bytes.size() + (terminate ? 1 : 0);
  std::array<std::byte, wire::kFieldHeaderMax> head;
  const std::byte* const end =
      bytes ? wire::write_varint(write_key(head.data(), slot), length) : write_number(head.data(), slot, value.number);
  values.encoded.insert(values.encoded.end(), std::as_const(head).data(), end);
  if (bytes) {
    values.last = values.encoded.size();
    // A NUL that found no room after a large value would double the memory of that value.
    const std::size_t size = values.last + length;
    if (size > values.encoded.capacity()) values.encoded.reserve(std::max(size, 2 * values.encoded.capacity()));
    values.encoded.insert(values.encoded.end(), value.bytes.begin(), value.bytes.end());
    if (terminate) values.encoded.push_back({});
  }
  size_ += values.encoded.size();
}

std::vector<std::byte>& MessageBuilder::begin_bytes(SlotIndex slot, std::size_t expected_size) {
  Values& values = begin(slot, 0);
  std::array<std::byte, wire::kFieldHeaderMax> head;
  std::byte* const length = write_key(head.data(), layout_->slots[slot]);
  std::byte* const end = wire::write_varint(length, expected_size);
  length_size_ = static_cast<std::size_t>(end - length);
  values.encoded.insert(values.encoded.end(), head.data(), end);
  values.last = values.encoded.size();
  return values.encoded;
}

void MessageBuilder::end_bytes(SlotIndex slot) {
  Values& values = values_[slot];
  std::array<std::byte, wire::kVarintMax> length;
  const std::byte* const end = wire::write_varint(length.data(), values.encoded.size() - values.last);
  const auto size = static_cast<std::size_t>(end - length.data());
  const auto at = values.encoded.begin() + static_cast<std::ptrdiff_t>(values.last - length_size_);
  if (size > length_size_) {
    values.encoded.insert(at, size - length_size_, std::byte{});
  } else if (size < length_size_) {
    values.encoded.erase(at, at + static_cast<std::ptrdiff_t>(length_size_ - size));
  }
  values.last += size - length_size_;
  std::copy(std::as_const(length).data(), end, values.encoded.data() + values.last - size);
  size_ += values.encoded.size();
}

const Value* MessageBuilder::find(SlotIndex slot) const noexcept {
  return values_[slot].count == 0 ? nullptr : &values_[slot].first;
}

Value MessageBuilder::get(SlotIndex slot) const noexcept {
  const Values& values = values_[slot];
  NMSGXX_ASSERT(values.count > 0);
  if (layout_->slots[slot].wire_type != WireType::bytes) return values.first;
  return {.number = 0, .bytes = Bytes(values.encoded).subspan(values.last)};
}

Result<void> MessageBuilder::finish(std::vector<std::byte>& out) {
  for (SlotIndex i = 0; i < layout_->slots.size(); ++i) {
    const std::size_t level = layout_->slots[i].embedded;
    if (level == 0 || !has_values(level)) continue;
    if (auto encoded = encode(level, begin_bytes(i, size_)); !encoded) return encoded;
    end_bytes(i);
  }
  return encode(0, out);
}

bool MessageBuilder::has_values(std::size_t level) const noexcept {
  return std::ranges::any_of(used_, [&](SlotIndex slot) { return layout_->slots[slot].level == level; });
}

Result<void> MessageBuilder::encode(std::size_t level, std::vector<std::byte>& out) {
  for (const SlotIndex slot : layout_->levels[level].required()) {
    if (find(slot) == nullptr) return fail(Errc::missing_field, 0, layout_->slots[slot].field->name());
  }
  for (const Level::Entry& entry : layout_->levels[level].by_number()) {
    Values& values = values_[entry.slot];
    if (values.count == 0) continue;
    out.insert(out.end(), values.encoded.begin(), values.encoded.end());
    base::recycle(values.encoded);
  }
  return {};
}

}  // namespace nmsgxx::message

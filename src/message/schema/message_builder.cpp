#include "message/schema/message_builder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/endian.hpp"
#include "base/kept_memory.hpp"
#include "message/schema/encoding.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

constexpr std::size_t kHeadMax = 2 * wire::kVarintMax;  // a key, and a number or a size

std::byte* put_key(std::byte* out, const Slot& slot) noexcept {
  constexpr int kTypeBits = 3;
  return wire::write_varint(
      out, static_cast<std::uint64_t>(slot.field->number()) << kTypeBits | static_cast<std::uint64_t>(slot.wire_type));
}

template <class T>
std::byte* put_fixed(std::byte* out, std::uint64_t number) noexcept {
  base::store_little(out, static_cast<T>(number));
  return out + sizeof(T);
}

std::byte* put_number(std::byte* out, const Slot& slot, std::uint64_t number) noexcept {
  switch (slot.wire_type) {
    case WireType::fixed32: return put_fixed<std::uint32_t>(out, encoded(slot.field->type(), number));
    case WireType::fixed64: return put_fixed<std::uint64_t>(out, number);
    default: return wire::write_varint(out, encoded(slot.field->type(), number));
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

// Without the size of what is there: that is added when the value is.
MessageBuilder::Values& MessageBuilder::begin(SlotIndex slot, std::uint64_t number) {
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

void MessageBuilder::add(SlotIndex index, const Value& value, std::size_t nuls) {
  const Slot& slot = layout_->slots[index];
  Values& values = begin(index, value.number);
  std::array<std::byte, kHeadMax> head;
  std::byte* end = put_key(head.data(), slot);
  const bool bytes = slot.wire_type == WireType::bytes;
  end = bytes ? wire::write_varint(end, value.bytes.size() + nuls) : put_number(end, slot, value.number);
  values.encoded.insert(values.encoded.end(), head.data(), end);
  if (bytes) {
    values.last = values.encoded.size();
    // NULs that found no room after a large value would double what it takes.
    const std::size_t size = values.last + value.bytes.size() + nuls;
    if (size > values.encoded.capacity()) values.encoded.reserve(std::max(size, 2 * values.encoded.capacity()));
    values.encoded.insert(values.encoded.end(), value.bytes.begin(), value.bytes.end());
    if (nuls > 0) values.encoded.resize(size);
  }
  size_ += values.encoded.size();
}

std::vector<std::byte>& MessageBuilder::begin_bytes(SlotIndex slot, std::size_t expected) {
  Values& values = begin(slot, 0);
  std::array<std::byte, kHeadMax> head;
  std::byte* const size = put_key(head.data(), layout_->slots[slot]);
  std::byte* const end = wire::write_varint(size, expected);
  room_for_size_ = static_cast<std::size_t>(end - size);
  values.encoded.insert(values.encoded.end(), head.data(), end);
  values.last = values.encoded.size();
  return values.encoded;
}

void MessageBuilder::end_bytes(SlotIndex slot) {
  Values& values = values_[slot];
  std::array<std::byte, wire::kVarintMax> octets;
  const std::byte* const end = wire::write_varint(octets.data(), values.encoded.size() - values.last);
  const auto size = static_cast<std::size_t>(end - octets.data());
  const auto at = values.encoded.begin() + static_cast<std::ptrdiff_t>(values.last - room_for_size_);
  if (size > room_for_size_) {
    values.encoded.insert(at, size - room_for_size_, std::byte{});
  } else if (size < room_for_size_) {
    values.encoded.erase(at, at + static_cast<std::ptrdiff_t>(room_for_size_ - size));
  }
  values.last += size - room_for_size_;
  std::copy(std::as_const(octets).data(), end, values.encoded.data() + values.last - size);
  size_ += values.encoded.size();
}

const Value* MessageBuilder::find(SlotIndex slot) const noexcept {
  return values_[slot].count == 0 ? nullptr : &values_[slot].first;
}

Value MessageBuilder::get(SlotIndex slot) const noexcept {
  const Values& values = values_[slot];
  if (layout_->slots[slot].wire_type != WireType::bytes) return values.first;
  return {.number = 0, .bytes = Bytes(values.encoded).subspan(values.last)};
}

Result<void> MessageBuilder::finish(std::vector<std::byte>& out) {
  for (SlotIndex i = 0; i < layout_->slots.size(); ++i) {
    const std::size_t level = layout_->slots[i].embedded;
    if (level == 0 || !any_of(level)) continue;
    if (auto encoded = encode(level, begin_bytes(i, size_)); !encoded) return encoded;
    end_bytes(i);
  }
  return encode(0, out);
}

bool MessageBuilder::any_of(std::size_t level) const noexcept {
  return std::ranges::any_of(used_, [&](SlotIndex slot) { return layout_->slots[slot].level == level; });
}

Result<void> MessageBuilder::encode(std::size_t level, std::vector<std::byte>& out) {
  for (const SlotIndex slot : layout_->levels[level].required()) {
    if (find(slot) == nullptr) return fail(Errc::missing_field, 0, layout_->slots[slot].field->name());
  }
  for (const Level::Place& place : layout_->levels[level].by_number()) {
    Values& values = values_[place.slot];
    if (values.count == 0) continue;
    out.insert(out.end(), values.encoded.begin(), values.encoded.end());
    base::recycle(values.encoded);
  }
  return {};
}

}  // namespace nmsgxx::message

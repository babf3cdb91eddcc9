#include "message/message_builder.hpp"

#include <algorithm>
#include <array>

#include "message/encoding.hpp"
#include "wire/fixed.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

void append_varint(std::vector<std::byte>& out, std::uint64_t number) {
  std::array<std::byte, wire::kVarintMax> octets;
  out.insert(out.end(), octets.data(), wire::write_varint(octets.data(), number));
}

template <class T>
void append_fixed(std::vector<std::byte>& out, std::uint64_t number) {
  std::array<std::byte, sizeof(T)> octets;
  wire::store_little(octets.data(), static_cast<T>(number));
  out.insert(out.end(), octets.begin(), octets.end());
}

void append_key(std::vector<std::byte>& out, const Slot& slot) {
  constexpr int kTypeBits = 3;
  append_varint(out,
                static_cast<std::uint64_t>(slot.field->number()) << kTypeBits | static_cast<std::uint64_t>(slot.wire_type));
}

void append_octets(std::vector<std::byte>& out, Bytes octets) {
  append_varint(out, octets.size());
  out.insert(out.end(), octets.begin(), octets.end());
}

}  // namespace

void MessageBuilder::start(const Plan& plan) {
  plan_ = &plan;
  entries_.clear();
  octets_.clear();
}

void MessageBuilder::add(SlotIndex slot, const Value& value) {
  const auto same = [&](const Entry& entry) { return entry.slot == slot; };
  if (!plan_->slots[slot].repeated) std::erase_if(entries_, same);
  entries_.push_back({slot, {.number = value.number}, octets_.size(), value.bytes.size()});
  octets_.insert(octets_.end(), value.bytes.begin(), value.bytes.end());
}

const Value* MessageBuilder::find(SlotIndex slot) const noexcept {
  const auto at = std::ranges::find(entries_, slot, &Entry::slot);
  return at == entries_.end() ? nullptr : &at->value;
}

Value MessageBuilder::get(SlotIndex slot) const noexcept {
  const Entry& entry = *std::ranges::find(entries_, slot, &Entry::slot);
  return {.number = entry.value.number, .bytes = Bytes(octets_).subspan(entry.begin, entry.size)};
}

Result<void> MessageBuilder::finish(std::vector<std::byte>& out) {
  for (SlotIndex i = 0; i < plan_->slots.size(); ++i) {
    const std::size_t level = plan_->slots[i].embedded;
    if (level == 0 || !any_of(level)) continue;
    embedded_.clear();
    if (auto encoded = encode(level, embedded_); !encoded) return encoded;
    add(i, {.bytes = embedded_});
  }
  return encode(0, out);
}

bool MessageBuilder::any_of(std::size_t level) const noexcept {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return plan_->slots[entry.slot].level == level; });
}

Result<void> MessageBuilder::encode(std::size_t level, std::vector<std::byte>& out) const {
  for (const SlotIndex slot : plan_->levels[level].required()) {
    if (find(slot) == nullptr) return fail(Errc::missing_field, 0, plan_->slots[slot].field->name());
  }
  for (const Level::Place& place : plan_->levels[level].by_number()) {
    const Slot& slot = plan_->slots[place.slot];
    for (const Entry& entry : entries_) {
      if (entry.slot != place.slot) continue;
      append_key(out, slot);
      switch (slot.wire_type) {
        case WireType::bytes: append_octets(out, Bytes(octets_).subspan(entry.begin, entry.size)); break;
        case WireType::fixed32: append_fixed<std::uint32_t>(out, encoded(slot.field->type(), entry.value.number)); break;
        case WireType::fixed64: append_fixed<std::uint64_t>(out, entry.value.number); break;
        default: append_varint(out, encoded(slot.field->type(), entry.value.number));
      }
    }
  }
  return {};
}

}  // namespace nmsgxx::message

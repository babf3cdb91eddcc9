#include "wire/cursor.hpp"

#include <array>

#include "base/endian.hpp"

namespace nmsgxx::wire {
namespace {

// The protobuf library has the same limit.
constexpr std::size_t kGroupDepth = 100;

}  // namespace

std::optional<Errc> Cursor::next_any(Field& field) noexcept {
  if (const auto error = read_key(field)) return error;
  if (field.type == WireType::group_start) return skip_group(field.number);
  if (field.type == WireType::group_end) return Errc::bad_wire_type;
  return read_value(field);
}

std::optional<Errc> Cursor::read(std::uint64_t& value, std::size_t max_size) noexcept {
  const std::byte* next = read_varint(at_, end_, value, max_size);
  if (next == nullptr) return static_cast<std::size_t>(end_ - at_) < max_size ? Errc::truncated : Errc::bad_varint;
  at_ = next;
  return std::nullopt;
}

std::optional<Errc> Cursor::read_key(Field& field) noexcept {
  std::uint64_t key = 0;
  if (const auto error = read(key, kVarint32Max)) return error;
  const auto low = static_cast<std::uint32_t>(key);
  field.number = low >> kWireTypeBits;
  field.type = static_cast<WireType>(low & kWireTypeMask);
  if (field.number == 0) return Errc::bad_field;
  if (field.type > WireType::fixed32) return Errc::bad_wire_type;
  return std::nullopt;
}

std::optional<Errc> Cursor::read_value(Field& field) noexcept {
  const auto left = [this] { return static_cast<std::size_t>(end_ - at_); };
  switch (field.type) {
    case WireType::varint: return read(field.value, kVarintMax);
    case WireType::fixed64:
      if (left() < 8) return Errc::truncated;
      field.value = base::load_little<std::uint64_t>(at_);
      at_ += 8;
      return std::nullopt;
    case WireType::fixed32:
      if (left() < 4) return Errc::truncated;
      field.value = base::load_little<std::uint32_t>(at_);
      at_ += 4;
      return std::nullopt;
    default: break;
  }
  std::uint64_t length = 0;
  if (const auto error = read(length, kVarint32Max)) return error;
  if (length > left()) return Errc::truncated;
  field.bytes = {at_, static_cast<std::size_t>(length)};
  at_ += length;
  return std::nullopt;
}

std::optional<Errc> Cursor::skip_group(std::uint32_t number) noexcept {
  std::array<std::uint32_t, kGroupDepth> open;
  std::size_t depth = 0;
  open[depth++] = number;
  while (depth > 0) {
    if (done()) return Errc::truncated;
    Field field;
    if (const auto error = read_key(field)) return error;
    if (field.type == WireType::group_start) {
      if (depth == kGroupDepth) return Errc::bad_wire_type;
      open[depth++] = field.number;
    } else if (field.type == WireType::group_end) {
      if (open[--depth] != field.number) return Errc::bad_wire_type;
    } else if (const auto error = read_value(field)) {
      return error;
    }
  }
  return std::nullopt;
}

}  // namespace nmsgxx::wire

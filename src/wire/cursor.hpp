#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/assert.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::wire {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, group_start = 3, group_end = 4, fixed32 = 5 };

// A key is a field number and, in its low bits, a wire type.
inline constexpr int kWireTypeBits = 3;
inline constexpr std::uint32_t kWireTypeMask = (1U << kWireTypeBits) - 1;

/// One field of a protobuf message.
struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::varint;
  std::uint64_t value = 0;  ///< of a varint, fixed32 or fixed64
  Bytes bytes;              ///< of a bytes field; a group has neither

  bool is(std::uint32_t n, WireType t) const noexcept { return number == n && type == t; }
};

/// Walks the fields of a protobuf message.
///
/// Accepts and rejects what the protobuf library does: keys and lengths have at most five bytes, of which 32 bits count, and
/// well-formed groups are skipped.
///
/// Lifetime: the message must outlive the cursor and the fields that it reads.
class Cursor {
 public:
  explicit Cursor(Bytes message) noexcept : Cursor(message.data(), message.data() + message.size()) {}
  Cursor(const std::byte* begin, const std::byte* end) noexcept : at_(begin), end_(end) {}

  bool done() const noexcept { return at_ == end_; }
  const std::byte* at() const noexcept { return at_; }

  /// Reads the next field.  Must not be called when done().  After an error, at() is where it was found.
  std::optional<Errc> next(Field& field) noexcept {
    NMSGXX_ASSERT(!done());
    if (next_small(field)) [[likely]]
      return std::nullopt;
    return next_any(field);
  }

 private:
  // Reads a varint or bytes field whose key has one byte, as most fields do.
  bool next_small(Field& field) noexcept {
    const auto key = static_cast<std::uint8_t>(*at_);
    const auto type = static_cast<WireType>(key & kWireTypeMask);
    if (key >= 0x80 || key < 1 << kWireTypeBits) return false;
    if (type != WireType::varint && type != WireType::bytes) return false;
    std::uint64_t value = 0;
    const std::byte* next = read_varint(at_ + 1, end_, value, type == WireType::bytes ? kVarint32Max : kVarintMax);
    if (next == nullptr) return false;
    field.number = key >> kWireTypeBits;
    field.type = type;
    field.value = value;
    field.bytes = {};
    if (type == WireType::bytes) {
      if (value > static_cast<std::size_t>(end_ - next)) return false;
      field.value = 0;
      field.bytes = {next, static_cast<std::size_t>(value)};
      next += value;
    }
    at_ = next;
    return true;
  }
  std::optional<Errc> next_any(Field& field) noexcept;
  std::optional<Errc> read_key(Field& field) noexcept;
  std::optional<Errc> read_value(Field& field) noexcept;
  std::optional<Errc> skip_group(std::uint32_t number) noexcept;
  std::optional<Errc> read(std::uint64_t& value, std::size_t max_size) noexcept;

  const std::byte* at_;
  const std::byte* end_;
};

}  // namespace nmsgxx::wire

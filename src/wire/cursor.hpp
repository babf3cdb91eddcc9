#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::wire {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, group_start = 3, group_end = 4, fixed32 = 5 };

/// One field of a protobuf message.
struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::varint;
  std::uint64_t value = 0;  ///< of varint, fixed32 and fixed64
  Bytes bytes;              ///< of bytes; a group has neither

  bool is(std::uint32_t n, WireType t) const noexcept { return number == n && type == t; }
};

/// Walks the fields of a protobuf message that somebody else owns.  It takes and refuses what the protobuf library does: keys
/// and lengths of at most five octets, of which 32 bits count; well-formed groups are passed over.
class Cursor {
 public:
  explicit Cursor(Bytes message) noexcept : Cursor(message.data(), message.data() + message.size()) {}
  Cursor(const std::byte* begin, const std::byte* end) noexcept : at_(begin), end_(end) {}

  bool done() const noexcept { return at_ == end_; }
  const std::byte* at() const noexcept { return at_; }

  /// Reads the next field; done() must be false.  After an error, at() is where it was found.
  std::optional<Errc> next(Field& field) noexcept {
    if (next_small(field)) [[likely]]
      return std::nullopt;
    return next_of_any(field);
  }

 private:
  // Numbers and octets with a key of one octet, which most fields have.
  bool next_small(Field& field) noexcept {
    constexpr std::uint8_t kNumberShift = 3;
    const auto key = static_cast<std::uint8_t>(*at_);
    const auto type = static_cast<WireType>(key & 7);
    if (key >= 0x80 || key < 1 << kNumberShift) return false;
    if (type != WireType::varint && type != WireType::bytes) return false;
    std::uint64_t value = 0;
    const std::byte* behind = read_varint(at_ + 1, end_, value, type == WireType::bytes ? kVarint32Max : kVarintMax);
    if (behind == nullptr) return false;
    field.number = key >> kNumberShift;
    field.type = type;
    field.value = value;
    field.bytes = {};
    if (type == WireType::bytes) {
      if (value > static_cast<std::size_t>(end_ - behind)) return false;
      field.value = 0;
      field.bytes = {behind, static_cast<std::size_t>(value)};
      behind += value;
    }
    at_ = behind;
    return true;
  }
  std::optional<Errc> next_of_any(Field& field) noexcept;
  std::optional<Errc> read_key(Field& field) noexcept;
  std::optional<Errc> read_value(Field& field) noexcept;
  std::optional<Errc> skip_group(std::uint32_t number) noexcept;
  std::optional<Errc> read(std::uint64_t& value, std::size_t most) noexcept;

  const std::byte* at_;
  const std::byte* end_;
};

}  // namespace nmsgxx::wire

#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/endian.hpp"
#include "nmsgxx/bytes.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

// Writes the fields of a protobuf message.  Each function needs memory with enough room and returns the end of what it wrote.
namespace nmsgxx::wire {

/// A field's key: its number and its wire type.
constexpr std::uint32_t key(std::uint32_t number, WireType type) noexcept {
  return number << kWireTypeBits | static_cast<std::uint32_t>(type);
}

/// A key of a number below 16, which takes one byte on the wire.
constexpr std::byte small_key(std::uint32_t number, WireType type) noexcept {
  NMSGXX_ASSERT(number < 16);
  return static_cast<std::byte>(key(number, type));
}

inline std::byte* write_key(std::byte* out, std::uint32_t number, WireType type) noexcept {
  return write_varint(out, key(number, type));
}

inline std::byte* write_varint_field(std::byte* out, std::uint32_t number, std::uint64_t value) noexcept {
  return write_varint(write_key(out, number, WireType::varint), value);
}

/// Four bytes for a 32-bit value, eight for a 64-bit value.
template <std::unsigned_integral T>
std::byte* write_fixed_field(std::byte* out, std::uint32_t number, T value) noexcept {
  static_assert(sizeof value == 4 || sizeof value == 8);
  out = write_key(out, number, sizeof value == 4 ? WireType::fixed32 : WireType::fixed64);
  base::store_little(out, value);
  return out + sizeof value;
}

/// Writes the key and the length of a bytes field, whose bytes the caller appends.
inline std::byte* write_bytes_header(std::byte* out, std::uint32_t number, std::size_t size) noexcept {
  return write_varint(write_key(out, number, WireType::bytes), size);
}

inline std::byte* write_bytes_field(std::byte* out, std::uint32_t number, Bytes bytes) noexcept {
  return std::ranges::copy(bytes, write_bytes_header(out, number, bytes.size())).out;
}

/// The most bytes that a key and a varint, or a key and a length, take.
inline constexpr std::size_t kFieldHeaderMax = kVarint32Max + kVarintMax;

}  // namespace nmsgxx::wire

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/endian.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/ipconn.hpp"
#include "wire/writer.hpp"

// encode_ipconn() in parts that a loop over a batch can inline.  Every field is written at its greatest width and the next one
// overwrites what was too much, which saves branches.
namespace nmsgxx::packet {

// proto/ipconn.proto
namespace ipconn_field {
inline constexpr std::byte kProto = wire::small_key(1, wire::WireType::varint);
inline constexpr std::byte kSrcip = wire::small_key(2, wire::WireType::bytes);
inline constexpr std::byte kSrcport = wire::small_key(3, wire::WireType::varint);
inline constexpr std::byte kDstip = wire::small_key(4, wire::WireType::bytes);
inline constexpr std::byte kDstport = wire::small_key(5, wire::WireType::varint);
}  // namespace ipconn_field

/// Returns a port's varint in the three low bytes and its size in the fourth.
constexpr std::uint32_t port_varint(std::uint32_t port) noexcept {
  const std::uint32_t two = port >= 1u << 7 ? 1 : 0;
  const std::uint32_t three = port >= 1u << 14 ? 1 : 0;
  return (port & 0x7F) | (port & 0x3F80) << 1 | (port & 0xC000) << 2 | two << 7 | three << 15 | (1 + two + three) << 24;
}

/// Writes four bytes, of which the caller overwrites those after the varint.
inline std::byte* write_port(std::byte* out, std::uint32_t varint) noexcept {
  base::store_little(out, varint);
  return out + (varint >> 24);
}

/// The varints of a batch's ports, computed together so that the compiler vectorizes it.
class PortVarints {
 public:
  explicit PortVarints(const FiveTupleBatch& tuples) noexcept {
    for (std::size_t i = 0; i < tuples.size; ++i) source_[i] = port_varint(tuples.source_port[i]);
    for (std::size_t i = 0; i < tuples.size; ++i) destination_[i] = port_varint(tuples.destination_port[i]);
  }
  std::uint32_t source(std::size_t i) const noexcept { return source_[i]; }
  std::uint32_t destination(std::size_t i) const noexcept { return destination_[i]; }

 private:
  std::array<std::uint32_t, kBatchSize> source_;
  std::array<std::uint32_t, kBatchSize> destination_;
};

/// Returns whether entry `i` has an IPv4 address and a protocol of one byte, as nearly all have.
inline bool has_short_form(const FiveTupleBatch& tuples, std::size_t i) noexcept {
  return tuples.address_size[i] == 4 && tuples.protocol[i] < 0x80;
}

/// Writes the message of an entry with a short form.  Protocol and addresses have one width there, so that each key goes out in
/// one store with what precedes the next varint.
///
///   08 pp 12 04 a1 a2 a3 a4 | 18 port | 22 04 b1 b2 b3 b4 28 | port
inline std::byte* write_short_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::uint32_t source_port,
                                     std::uint32_t destination_port, std::byte* out) noexcept {
  NMSGXX_ASSERT(has_short_form(tuples, i));
  using std::to_integer;
  constexpr std::uint64_t kSize = 4;
  constexpr std::uint64_t kFirst =
      to_integer<std::uint64_t>(ipconn_field::kProto) | to_integer<std::uint64_t>(ipconn_field::kSrcip) << 16 | kSize << 24;
  constexpr std::uint64_t kSecond =
      to_integer<std::uint64_t>(ipconn_field::kDstip) | kSize << 8 | to_integer<std::uint64_t>(ipconn_field::kDstport) << 48;
  const auto address = [](const FiveTupleBatch::Address& bytes) {
    return std::uint64_t{base::load_little<std::uint32_t>(bytes.data())};
  };
  base::store_little(out, kFirst | std::uint64_t{tuples.protocol[i]} << 8 | address(tuples.source[i]) << 32);
  out[8] = ipconn_field::kSrcport;
  out = write_port(out + 9, source_port);
  base::store_little(out, kSecond | address(tuples.destination[i]) << 16);
  return write_port(out + 7, destination_port);
}

inline std::byte* write_ipconn(const FiveTupleBatch& tuples, const PortVarints& ports, std::size_t i, std::byte* out) noexcept {
  if (!has_short_form(tuples, i)) return encode_ipconn(tuples, i, out);
  return write_short_ipconn(tuples, i, ports.source(i), ports.destination(i), out);
}

}  // namespace nmsgxx::packet

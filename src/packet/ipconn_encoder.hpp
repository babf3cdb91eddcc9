#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/ipconn.hpp"

// What encode_ipconn() does, for a loop to take in.  Every field is written at its greatest width, and the next one over what
// was too much of it: no branches.
namespace nmsgxx::packet {

/// A port's varint in the three low octets, its size in the fourth.
constexpr std::uint32_t port_varint(std::uint32_t port) noexcept {
  const std::uint32_t two = port >= 1u << 7 ? 1 : 0;
  const std::uint32_t three = port >= 1u << 14 ? 1 : 0;
  return (port & 0x7F) | (port & 0x3F80) << 1 | (port & 0xC000) << 2 | two << 7 | three << 15 | (1 + two + three) << 24;
}

/// Writes four octets, of which those behind the varint are to be written over.
inline std::byte* put_port(std::byte* out, std::uint32_t varint) noexcept {
  base::store_little(out, varint);
  return out + (varint >> 24);
}

/// The varints of a batch's ports, made of all at once: the compiler makes vectors of it.
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

inline bool is_usual_ipconn(const FiveTupleBatch& tuples, std::size_t i) noexcept {
  return tuples.address_size[i] == 4 && tuples.protocol[i] < 0x80;
}

// Protocol and addresses have one width here: each key and what is in front of the next varint go in one store.
//
//   08 pp 12 04 a1 a2 a3 a4 | 18 port | 22 04 b1 b2 b3 b4 28 | port
inline std::byte* write_usual_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::uint32_t source_port,
                                     std::uint32_t destination_port, std::byte* out) noexcept {
  const auto address = [](const FiveTupleBatch::Address& octets) {
    return std::uint64_t{base::load_little<std::uint32_t>(octets.data())};
  };
  base::store_little(out, 0x04'12'00'08 | std::uint64_t{tuples.protocol[i]} << 8 | address(tuples.source[i]) << 32);
  out[8] = std::byte{0x18};
  out = put_port(out + 9, source_port);
  base::store_little(out, 0x28'00'00'00'00'04'22 | address(tuples.destination[i]) << 16);
  return put_port(out + 7, destination_port);
}

inline std::byte* write_ipconn(const FiveTupleBatch& tuples, const PortVarints& ports, std::size_t i, std::byte* out) noexcept {
  if (!is_usual_ipconn(tuples, i)) return encode_ipconn(tuples, i, out);
  return write_usual_ipconn(tuples, i, ports.source(i), ports.destination(i), out);
}

}  // namespace nmsgxx::packet

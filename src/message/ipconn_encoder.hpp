#pragma once

#include <cstddef>
#include <cstdint>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/ipconn.hpp"
#include "wire/fixed.hpp"

// What encode_ipconn() does, for a loop to take in.  Every field is written at its greatest width, and the next one over what
// was too much of it: no branches.
namespace nmsgxx::message {

inline std::byte* put_port(std::byte* out, unsigned port) noexcept {
  const bool two = port >= 1u << 7;
  const bool three = port >= 1u << 14;
  out[0] = static_cast<std::byte>((port & 0x7F) | unsigned{two} << 7);
  out[1] = static_cast<std::byte>((port >> 7 & 0x7F) | unsigned{three} << 7);
  out[2] = static_cast<std::byte>(port >> 14);
  return out + 1 + two + three;
}

inline bool is_usual_ipconn(const FiveTupleBatch& tuples, std::size_t i) noexcept {
  return tuples.address_size[i] == 4 && tuples.protocol[i] < 0x80;
}

// Protocol and addresses have one width here: each key and what is in front of the next varint go in one store.
//
//   08 pp 12 04 a1 a2 a3 a4 | 18 port | 22 04 b1 b2 b3 b4 28 | port
inline std::byte* write_usual_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  const auto address = [](const FiveTupleBatch::Address& octets) {
    return std::uint64_t{wire::load_little<std::uint32_t>(octets.data())};
  };
  wire::store_little(out, 0x04'12'00'08 | std::uint64_t{tuples.protocol[i]} << 8 | address(tuples.source[i]) << 32);
  out[8] = std::byte{0x18};
  out = put_port(out + 9, tuples.source_port[i]);
  wire::store_little(out, 0x28'00'00'00'00'04'22 | address(tuples.destination[i]) << 16);
  return put_port(out + 7, tuples.destination_port[i]);
}

inline std::byte* write_ipconn(const FiveTupleBatch& tuples, std::size_t i, std::byte* out) noexcept {
  return is_usual_ipconn(tuples, i) ? write_usual_ipconn(tuples, i, out) : encode_ipconn(tuples, i, out);
}

}  // namespace nmsgxx::message

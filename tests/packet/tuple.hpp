#pragma once

#include <arpa/inet.h>

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>

#include "nmsgxx/five_tuple.hpp"
#include "packet/five_tuple_kernels.hpp"

namespace nmsgxx::test {

/// A five-tuple that can be compared and printed, with its addresses as inet_ntop() writes them.
struct FiveTuple {
  int protocol;
  std::string source;
  int source_port;
  std::string destination;
  int destination_port;

  static FiveTuple tcp(const char* a, int a_port, const char* b, int b_port) { return {6, a, a_port, b, b_port}; }
  static FiveTuple udp(const char* a, int a_port, const char* b, int b_port) { return {17, a, a_port, b, b_port}; }

  friend bool operator==(const FiveTuple&, const FiveTuple&) = default;
  friend std::ostream& operator<<(std::ostream& out, const FiveTuple& t) {
    return out << t.protocol << ' ' << t.source << ' ' << t.source_port << ' ' << t.destination << ' ' << t.destination_port;
  }
};

inline std::ostream& operator<<(std::ostream& out, const std::optional<FiveTuple>& t) {
  return t ? out << *t : out << "none";
}

inline std::string address_text(Bytes address) {
  std::array<char, INET6_ADDRSTRLEN> text;
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  if (inet_ntop(family, address.data(), text.data(), text.size()) == nullptr) throw std::invalid_argument("no address");
  return text.data();
}

inline std::optional<FiveTuple> entry(const FiveTupleBatch& batch, std::size_t i) {
  if (!batch.valid(i)) return std::nullopt;
  return FiveTuple{batch.protocol[i], address_text(batch.source_address(i)), batch.source_port[i],
                   address_text(batch.destination_address(i)), batch.destination_port[i]};
}

inline bool same_entry(const FiveTupleBatch& a, const FiveTupleBatch& b, std::size_t i) {
  return a.address_size[i] == b.address_size[i] && a.protocol[i] == b.protocol[i] && a.source[i] == b.source[i] &&
         a.destination[i] == b.destination[i] && a.source_port[i] == b.source_port[i] &&
         a.destination_port[i] == b.destination_port[i];
}

/// Decodes packets with every kernel that this processor can run.
///
/// @throws std::logic_error  when one of them produces another result than the portable kernel
inline void decode_by_all(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) {
  packet::decode_five_tuples_portable(packets, options, out);
  for (const packet::FiveTupleKernel& kernel : packet::five_tuple_kernels()) {
    FiveTupleBatch other;
    kernel(packets, options, other);
    bool same = other.size == out.size && other.mask == out.mask;
    for (std::size_t i = 0; i < out.size; ++i) same = same && (!out.valid(i) || same_entry(out, other, i));
    if (!same) throw std::logic_error(std::string("another result: ") + kernel.name);
  }
}

inline std::optional<FiveTuple> decode_one(Bytes packet, const DecodeOptions& options = {}) {
  FiveTupleBatch batch;
  decode_by_all({&packet, 1}, options, batch);
  return entry(batch, 0);
}

}  // namespace nmsgxx::test

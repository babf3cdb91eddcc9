#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "packet/five_tuple_kernels.hpp"
#include "packet/one_packet.hpp"

namespace nmsgxx::packet {

void decode_five_tuples_portable(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) {
  const Wanted wanted(options);
  out.size = packets.size();
  for (std::size_t word = 0; word < out.mask.size(); ++word) {
    std::uint64_t bits = 0;
    const std::size_t end = std::min(packets.size(), 64 * (word + 1));
    for (std::size_t i = 64 * word; i < end; ++i) {
      bits |= std::uint64_t{decode_one(packets[i], wanted, out, i)} << (i % 64);
    }
    out.mask[word] = bits;
  }
}

}  // namespace nmsgxx::packet

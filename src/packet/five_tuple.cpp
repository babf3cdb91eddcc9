#include "nmsgxx/five_tuple.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "packet/one_packet.hpp"

namespace nmsgxx {

void decode_five_tuples(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) noexcept {
  const packet::Wanted wanted(options);
  out.size = packets.size();
  for (std::size_t word = 0; word < out.mask.size(); ++word) {
    std::uint64_t bits = 0;
    const std::size_t end = std::min(packets.size(), 64 * (word + 1));
    for (std::size_t i = 64 * word; i < end; ++i) {
      bits |= std::uint64_t{packet::decode_one(packets[i], wanted, out, i)} << (i % 64);
    }
    out.mask[word] = bits;
  }
}

}  // namespace nmsgxx

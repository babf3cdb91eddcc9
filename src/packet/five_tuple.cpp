#include "nmsgxx/five_tuple.hpp"

#include "base/assert.hpp"
#include "packet/five_tuple_kernels.hpp"

namespace nmsgxx {

void decode_five_tuples(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) noexcept {
  NMSGXX_ASSERT(packets.size() <= kBatchSize);
  base::Dispatch<packet::five_tuple_kernels>::call(packets, options, out);
}

}  // namespace nmsgxx

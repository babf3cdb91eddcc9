#pragma once

#include <span>

#include "base/kernels.hpp"
#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx::packet {

/// Decodes a batch.  All kernels give the same result for the same packets, whatever is in them.
using FiveTupleKernel = base::Kernel<void(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out)>;

/// The kernels that this CPU supports, the best first.
std::span<const FiveTupleKernel> five_tuple_kernels() noexcept;

/// The portable kernel, which decodes one packet after the other.
void decode_five_tuples_portable(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out);

}  // namespace nmsgxx::packet

#pragma once

#include <span>

#include "nmsgxx/five_tuple.hpp"

namespace nmsgxx::packet {

/// A way to decode a batch.  All of them give the same for the same packets, whatever is in them.
struct FiveTupleKernel {
  const char* name;
  void (*decode)(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out);
};

/// Those that this processor runs, the best first; the last is portable.
std::span<const FiveTupleKernel> five_tuple_kernels();

/// One packet after the other, on any processor: `portable`.
void decode_five_tuples_portable(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out);

}  // namespace nmsgxx::packet

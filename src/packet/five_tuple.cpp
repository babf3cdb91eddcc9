#include "nmsgxx/five_tuple.hpp"

#include <cstdlib>
#include <string_view>

#include "packet/five_tuple_kernels.hpp"

namespace nmsgxx {
namespace {

packet::FiveTupleKernel choose() {
  const char* wanted = std::getenv("NMSGXX_KERNEL");
  const auto kernels = packet::five_tuple_kernels();
  for (const auto& kernel : kernels) {
    if (wanted != nullptr && std::string_view(wanted) == kernel.name) return kernel;
  }
  return kernels.front();
}

}  // namespace

void decode_five_tuples(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) noexcept {
  static const packet::FiveTupleKernel kernel = choose();
  kernel.decode(packets, options, out);
}

}  // namespace nmsgxx

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nmsgxx::text {

/// A way to write digits, as encode_base64() does; what is left may be more with one than with another.
struct Base64Kernel {
  const char* name;
  std::size_t (*encode)(const std::uint8_t* in, std::size_t size, std::uint8_t* out);
};

/// Those that this processor runs, the best first; the last one leaves all.
std::span<const Base64Kernel> base64_kernels();

/// Writes the base64 digits of the octets at the front, as many as the processor takes at once.
///
/// @return how many octets that were, a multiple of three; what is left may be all
std::size_t encode_base64(const std::uint8_t* in, std::size_t size, char* out) noexcept;

}  // namespace nmsgxx::text

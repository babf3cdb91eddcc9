#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/kernels.hpp"

namespace nmsgxx::text {

/// Does what encode_base64() does.  Kernels differ in how many bytes they leave.
using Base64Kernel = base::Kernel<std::size_t(const std::uint8_t* in, std::size_t size, std::uint8_t* out)>;

/// The kernels that this CPU supports, the best first.  The portable one encodes nothing.
std::span<const Base64Kernel> base64_kernels() noexcept;

/// Writes the base64 digits of the octets at the front, as many as the processor takes at once.
///
/// @return how many octets that were, a multiple of three; what is left may be all
std::size_t encode_base64(const std::uint8_t* in, std::size_t size, char* out) noexcept;

}  // namespace nmsgxx::text

#pragma once

#include <cstddef>
#include <cstdint>

namespace nmsgxx::message {

/// Writes the base64 digits of the octets at the front, as many as the processor takes at once.
///
/// @return how many octets that were, a multiple of three; what is left may be all
std::size_t encode_base64(const std::uint8_t* in, std::size_t size, char* out) noexcept;

}  // namespace nmsgxx::message

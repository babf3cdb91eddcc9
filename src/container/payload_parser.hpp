#pragma once

#include <cstddef>
#include <optional>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::container {

/// Where and why an NmsgPayload could not be read.
struct ParseFault {
  Errc code;
  const std::byte* at;
};

/// True when the message has the form that every writer sends, up to a payload field that ends it.
bool is_usual_payload(const std::byte* begin, const std::byte* end) noexcept;

/// Reads one NmsgPayload into a fresh PayloadView, all but its CRC.
std::optional<ParseFault> parse_payload(const std::byte* begin, const std::byte* end, PayloadView& out) noexcept;

}  // namespace nmsgxx::container

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "nmsgxx/payload.hpp"

namespace nmsgxx {

inline constexpr MessageType kBasePacket{1, 12};
inline constexpr MessageType kBaseIpconn{1, 5};
inline constexpr MessageType kBaseNcap{1, 1};
inline constexpr MessageType kBasePkt{1, 8};
inline constexpr MessageType kBaseDnsqr{1, 9};

// Names of the registered vendors, and of the 14 base and 6 SIE message types (docs/wire-format.md, "Message types").  All
// functions may be called from any number of threads, and the names live forever.

/// Returns the name of a vendor, such as "base" for 1, or an empty view for an unknown vendor.
std::string_view vendor_name(std::uint32_t vid) noexcept;
/// Returns the name of a message type, such as "packet" for 1:12, or an empty view for an unknown type.
std::string_view type_name(MessageType type) noexcept;

/// Find a vendor or a vendor's message type by its name, in any case.
std::optional<std::uint32_t> vendor_by_name(std::string_view vendor) noexcept;
std::optional<MessageType> type_by_name(std::uint32_t vid, std::string_view name) noexcept;

}  // namespace nmsgxx

#pragma once

#include <optional>
#include <string_view>

#include "nmsgxx/payload.hpp"

namespace nmsgxx {

inline constexpr MessageType kBasePacket{1, 12};
inline constexpr MessageType kBaseIpconn{1, 5};
inline constexpr MessageType kBaseNcap{1, 1};
inline constexpr MessageType kBasePkt{1, 8};
inline constexpr MessageType kBaseDnsqr{1, 9};

/// Names of the 14 base and 6 SIE types and of the registered vendors (docs/wire-format.md, "Message types").

/// "base" for 1; empty when unknown.
std::string_view vendor_name(std::uint32_t vid) noexcept;
/// "packet" for 1:12; empty when unknown.
std::string_view type_name(MessageType type) noexcept;

/// The reverse; letter case does not matter.
std::optional<std::uint32_t> vendor_by_name(std::string_view vendor) noexcept;
std::optional<MessageType> type_by_name(std::uint32_t vid, std::string_view name) noexcept;

}  // namespace nmsgxx

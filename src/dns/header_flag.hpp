#pragma once

#include <cstdint>
#include <string_view>

namespace nmsgxx::dns {

/// The flags of a message's header that are shown, in this order.
struct HeaderFlag {
  std::uint16_t bit;
  std::string_view name;
};

inline constexpr HeaderFlag kHeaderFlags[] = {
    {0x8000, "qr"}, {0x0400, "aa"}, {0x0200, "tc"}, {0x0100, "rd"}, {0x0080, "ra"}, {0x0020, "ad"}, {0x0010, "cd"},
};

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <cstdint>

#include "text/put.hpp"
#include "text/time.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::text {

/// Most characters of put_time_and_type() and of put_operator_and_group().
inline constexpr std::size_t kTimeAndTypeMax = kTimeTextMax + 2 * kNumberTextMax + 2 * kNameTextMax + 8;
inline constexpr std::size_t kOperatorAndGroupMax = 2 * kNumberTextMax + 5;

/// What a type is called; "(unknown)" for what has no name.
struct Names {
  std::string_view vendor;
  std::string_view type;
};
Names names_of(MessageType type, const MessageSchema* schema) noexcept;

/// Whoever sent the payload, and for whom; 0 when there is none (docs/wire-format.md, "Messages").
inline std::uint32_t source_of(const PayloadView& p) noexcept {
  return p.has_source ? p.source : 0;
}
inline std::uint32_t operator_of(const PayloadView& p) noexcept {
  return p.has_operator ? p.operator_ : 0;
}
inline std::uint32_t group_of(const PayloadView& p) noexcept {
  return p.has_group ? p.group : 0;
}

/// Writes "[2015-02-22 06:58:30.032007000] [1:12".
char* put_time_and_numbers(char* out, const PayloadView& payload) noexcept;
/// Writes "[2015-02-22 06:58:30.032007000] [1:12 base packet]".
char* put_time_and_type(char* out, const PayloadView& payload) noexcept;

/// Writes "[1] [2]".  A number that is 0 is left out.
char* put_operator_and_group(char* out, const PayloadView& payload) noexcept;

}  // namespace nmsgxx::text

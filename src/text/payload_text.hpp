#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nmsgxx/message_type.hpp"
#include "nmsgxx/payload.hpp"
#include "text/put.hpp"
#include "text/time.hpp"

// The header of a payload as presentation form and five-tuple text show it.  Each put function writes to memory that has room
// and returns the end of what it wrote.
namespace nmsgxx::text {

/// The most characters of put_time_and_type() and of put_operator_and_group().
inline constexpr std::size_t kTimeAndTypeMax = kTimeTextMax + 2 * kNumberTextMax + 2 * kNameTextMax + 8;
inline constexpr std::size_t kOperatorAndGroupMax = 2 * kNumberTextMax + 5;

struct TypeNames {
  std::string_view vendor;
  std::string_view type;
};

/// Returns the registered names of a message type, with "(unknown)" for a vendor or a type that has none.
TypeNames registered_names(MessageType type) noexcept;

/// Return an attribute of a payload, or 0 when it is absent; 0 on the wire means the same (docs/wire-format.md, "Messages").
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

/// Writes "[1] [2]"; brackets are empty instead of holding a 0.
char* put_operator_and_group(char* out, const PayloadView& payload) noexcept;

}  // namespace nmsgxx::text

#pragma once

#include <cstdint>

#include "container/reassembler.hpp"
#include "nmsgxx/source.hpp"

// How sources count what they refuse and lose.
namespace nmsgxx::io {

/// Counts incomplete messages that made room for others. Those that were only too old exceeded no limit on memory.
inline void count_crowded_out(const container::Reassembler::GivenUp& given_up, BoundStats& limits) noexcept {
  limits.sender.add(given_up.for_sender);
  limits.reassembly.add(given_up.for_all);
}

/// Extends a counter of the kernel, whose 32 bits wrap around, to 64 bits.
class WrappingCounter {
 public:
  /// Takes the counter as it is now, or as it was a short while ago: a value that is behind is ignored.
  void update(std::uint32_t count) noexcept {
    const auto more = static_cast<std::int32_t>(count - static_cast<std::uint32_t>(value_));
    if (more > 0) value_ += static_cast<std::uint32_t>(more);
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace nmsgxx::io

#pragma once

#include <cstdint>

namespace nmsgxx::io {

/// A count that the kernel keeps in 32 bits, which go round, and that may be seen late.
class DropCount {
 public:
  /// Takes the count as it is now, or was a while ago.
  void see(std::uint32_t count) noexcept {
    const auto more = static_cast<std::int32_t>(count - static_cast<std::uint32_t>(value_));
    if (more > 0) value_ += static_cast<std::uint32_t>(more);
  }
  std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace nmsgxx::io

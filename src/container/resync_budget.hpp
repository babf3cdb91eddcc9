#pragma once

#include <algorithm>
#include <cstdint>

#include "base/assert.hpp"

namespace nmsgxx::container {

/// Bounds the work that a damaged stream can cause.
///
/// A header may occur inside damaged data, and only decoding the data after it tells whether it begins a container.  A stream
/// may be full of headers that all claim the same bytes, and decoding all of them would take quadratic time.  So every byte of
/// the stream pays for a fixed number of bytes that are walked, copied, inflated or checksummed, and a limited amount can be
/// saved.
class ResyncBudget {
 public:
  /// Returns whether anything may be decoded.  That may cost more than is left; later bytes pay for it.
  bool left() const noexcept { return left_ > 0; }
  void spend(std::uint64_t bytes) noexcept { left_ -= static_cast<std::int64_t>(bytes); }
  /// Adds what the bytes before an offset in the stream pay.  Must be called before left(), with ascending offsets.
  void reach(std::uint64_t offset) noexcept {
    NMSGXX_ASSERT(offset >= offset_);
    left_ = std::min(left_ + static_cast<std::int64_t>(offset - offset_) * kPerByte, kAtOnce);
    offset_ = offset;
  }

  static constexpr std::int64_t kPerByte = 64;
  static constexpr std::int64_t kAtOnce = 64 << 20;

 private:
  std::int64_t left_ = kAtOnce;
  std::uint64_t offset_ = 0;
};

}  // namespace nmsgxx::container

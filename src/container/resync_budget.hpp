#pragma once

#include <algorithm>
#include <cstdint>

namespace nmsgxx::container {

/// Bounds the work that a damaged stream can cause.
///
/// A header may stand inside any damage, and only decoding what follows it tells whether it begins a container. A stream can be
/// full of headers that each claim the same bytes, so that decoding all of them would take time with the square of its length.
/// Every byte of the stream therefore pays for a fixed number of bytes that are walked, copied, inflated or checksummed, and
/// what was not needed is saved up to a bound.
class ResyncBudget {
 public:
  /// Whether anything may be decoded. The last decoding may exceed what is left; later bytes pay for it.
  bool left() const noexcept { return left_ > 0; }
  void spend(std::uint64_t bytes) noexcept { left_ -= static_cast<std::int64_t>(bytes); }
  /// Must be called with an offset in the stream before left(), in ascending order: the bytes before it pay.
  void reach(std::uint64_t offset) noexcept {
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

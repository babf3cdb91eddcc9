#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace nmsgxx::container {

/// Limits the memory that inflated large bodies hold in the whole process.
///
/// Threads: any.
class InflateBudget {
 public:
  /// The memory of one body, which counts until this object is destroyed.
  class Share {
   public:
    Share() = default;
    Share& operator=(Share&& other) noexcept {
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share();

   private:
    friend class InflateBudget;
    explicit Share(std::size_t bytes) noexcept : bytes_(bytes) {}
    std::size_t bytes_ = 0;
  };

  /// Waits until the share fits into the limit, or until there is no other share if it alone exceeds the limit.
  ///
  /// @param limit  bytes of all shares together; 0 for no limit
  static Share take(std::size_t bytes, std::size_t limit);
  /// Returns how many calls of take() had to wait.
  static std::uint64_t waits() noexcept;
};

}  // namespace nmsgxx::container

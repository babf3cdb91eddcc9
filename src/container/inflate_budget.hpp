#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace nmsgxx::container {

/// Octets that large bodies hold in the whole process.  Who would exceed the limit waits for others; one that exceeds it alone
/// waits until it is alone.
class InflateBudget {
 public:
  /// What one body holds, until it is destroyed.
  class Share {
   public:
    Share() = default;
    Share& operator=(Share&& other) noexcept {
      std::swap(octets_, other.octets_);
      return *this;
    }
    ~Share();

   private:
    friend class InflateBudget;
    explicit Share(std::size_t octets) noexcept : octets_(octets) {}
    std::size_t octets_ = 0;
  };

  /// @param limit  of all shares together; 0 for none
  static Share take(std::size_t octets, std::size_t limit);
  static std::uint64_t waits() noexcept;
};

}  // namespace nmsgxx::container

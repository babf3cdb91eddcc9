#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// Octets of a regular file, mapped.  They change when the file is changed.
///
/// When the file becomes shorter, or cannot be read, the octets that are not there read as zero (guard_mapped_files()).
class MappedWindow {
 public:
  /// Maps the octets from `offset`, a multiple of kAlignment, to `end`, which the file has.
  ///
  /// @return null when the process has no guard, or as many windows as it may, or the system refuses
  static std::shared_ptr<const MappedWindow> open(int descriptor, std::uint64_t offset, std::uint64_t end) noexcept;
  ~MappedWindow();
  MappedWindow(const MappedWindow&) = delete;
  MappedWindow& operator=(const MappedWindow&) = delete;

  Bytes bytes() const noexcept { return bytes_; }
  /// Whether octets that are not in the file any more were looked at.
  bool damaged() const noexcept;

  /// The processor maps large pages from here on.
  static constexpr std::uint64_t kAlignment = 2 << 20;

 private:
  MappedWindow(std::size_t place, Bytes bytes) noexcept : place_(place), bytes_(bytes) {}

  std::size_t place_;  // among the guarded windows
  Bytes bytes_;
};

}  // namespace nmsgxx::io

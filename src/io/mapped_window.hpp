#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::io {

/// A mapped part of a regular file. Its bytes change when somebody changes the file.
///
/// When the file becomes shorter, or cannot be read, the missing bytes read as zero (guard_mapped_files()).
class MappedWindow {
 public:
  /// Maps the bytes from `offset` to `end`.
  ///
  /// @param offset  a multiple of kAlignment
  /// @param end     above `offset` and not above the size of the file
  /// @return null when guard_mapped_files() was not called, all windows are in use, or the system refuses
  static std::shared_ptr<const MappedWindow> open(int descriptor, std::uint64_t offset, std::uint64_t end) noexcept;
  ~MappedWindow();
  MappedWindow(const MappedWindow&) = delete;
  MappedWindow& operator=(const MappedWindow&) = delete;

  Bytes bytes() const noexcept { return bytes_; }
  /// Returns whether bytes were read that the file had no longer.
  bool damaged() const noexcept;

  /// From such offsets on the processor can map large pages.
  static constexpr std::uint64_t kAlignment = 2 << 20;

 private:
  MappedWindow(std::size_t slot, Bytes bytes) noexcept : slot_(slot), bytes_(bytes) {}

  std::size_t slot_;  // in the table of the signal handler
  Bytes bytes_;
};

}  // namespace nmsgxx::io

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "nmsgxx/bytes.hpp"

// zlib streams (RFC 1950).  The build chooses libdeflate if it is available, and zlib otherwise.
namespace nmsgxx::wire {

/// Inflates whole streams.
///
/// Threads: one at a time.
class Inflater {
 public:
  Inflater();
  ~Inflater();

  /// Inflates one stream.
  ///
  /// @param stream  may be longer than the stream
  /// @param out     must have the size of the inflated data
  /// @return whether the stream is valid, complete, and gave exactly out.size() bytes
  bool inflate(Bytes stream, std::span<std::byte> out) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Deflates whole streams.
///
/// Threads: one at a time.
class Deflater {
 public:
  static constexpr int kDefaultLevel = 6;
  static constexpr int kFastLevel = 1;

  explicit Deflater(int level = kDefaultLevel);
  ~Deflater();

  /// Returns the largest size that `size` bytes can have when they are deflated.
  std::size_t bound(std::size_t size) const noexcept;

  /// @param out  must have at least bound(bytes.size()) bytes
  /// @return the size of the stream in bytes
  std::size_t deflate(Bytes bytes, std::span<std::byte> out) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx::wire

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "nmsgxx/bytes.hpp"

// zlib streams (RFC 1950), by libdeflate where the build has it and by zlib otherwise.
namespace nmsgxx::wire {

/// Inflates whole streams.  One thread at a time.
class Inflater {
 public:
  Inflater();
  ~Inflater();

  /// Inflates one stream into the whole of `out`.
  ///
  /// @return true when the stream is sound, ends within `stream` and gives exactly out.size() octets; what stands behind
  ///         its end is ignored
  bool inflate(Bytes stream, std::span<std::byte> out) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Deflates whole streams.  One thread at a time.
class Deflater {
 public:
  static constexpr int kDefaultLevel = 6;
  static constexpr int kFastLevel = 1;

  explicit Deflater(int level = kDefaultLevel);
  ~Deflater();

  /// Most octets that `size` octets can become.
  std::size_t bound(std::size_t size) const noexcept;

  /// @param out  at least bound(bytes.size()) octets
  /// @return     the stream's octets
  std::size_t deflate(Bytes bytes, std::span<std::byte> out) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx::wire

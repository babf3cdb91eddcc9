#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "nmsgxx/source.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// Lines of text from a file, a pipe or a terminal.
///
/// Errors: system, which ends the source. For a file that became shorter while it was read, the error comes after the lines
/// that
///         are left. A line that is longer than the limit is reported and skipped.
/// Threads: one at a time; the statistics may be read by any.
class LineSource {
 public:
  virtual ~LineSource() = default;

  /// Waits for the next line, which has no newline and is valid until the next call. Text after the last newline is a line as
  /// well.
  virtual Result<SourceState> next(std::string_view& line) = 0;

  /// Whether next() would return a line without waiting. The line of the last call is no longer valid.
  virtual bool at_hand() { return false; }

  /// Returns the number of the line that was returned last, counted from 1.
  virtual std::uint64_t number() const noexcept = 0;
  virtual const SourceStats& stats() const noexcept = 0;
};

/// The default limit on the bytes of a line.
inline constexpr std::size_t kLineOctets = std::size_t{64} << 20;

/// Reads lines from an open descriptor, which the source owns and closes.
///
/// @param head     bytes that were already read from the descriptor
/// @param wakeup   ends the source; must outlive it
/// @param report   called for each line that is skipped
/// @param longest  limit on the bytes of a line
std::unique_ptr<LineSource> make_line_source(int descriptor, std::vector<std::byte> head, const Wakeup& wakeup, Report report,
                                             std::size_t longest = kLineOctets);

}  // namespace nmsgxx

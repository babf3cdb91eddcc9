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
/// Errors: only those that end the source (Errc::system), such as that of a file that became shorter while it was read, after
/// the lines that are left of it.  A line longer than the bound is reported and skipped.
class LineSource {
 public:
  virtual ~LineSource() = default;

  /// Waits for the next line.  It comes without its newline and stays valid until the next call.  What stands behind the last
  /// newline is a line, too.
  virtual Result<SourceState> next(std::string_view& line) = 0;

  /// Of the line that was given out last, from 1.
  virtual std::uint64_t number() const noexcept = 0;
  virtual const SourceStats& stats() const noexcept = 0;
};

/// Most octets of a line, unless said otherwise.
inline constexpr std::size_t kLineOctets = std::size_t{64} << 20;

/// Reads an open descriptor, which the source then owns.
///
/// @param head    octets that were already read from the descriptor
/// @param longest  most octets of a line
std::unique_ptr<LineSource> make_line_source(int descriptor, std::vector<std::byte> head, const Wakeup& wakeup, Report report,
                                             std::size_t longest = kLineOctets);

}  // namespace nmsgxx

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// A line that shows the progress of a long job, if standard error is a terminal and standard output is not.
class Progress {
 public:
  Progress() noexcept;
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws the line, at most every half second.
  ///
  /// @param packets  read so far
  /// @param total    size of the input in bytes, if it is known
  void show(std::uint64_t packets, const SourceStats& source, std::optional<std::uint64_t> total);

 private:
  using Clock = std::chrono::steady_clock;

  bool wanted_;
  bool drawn_ = false;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace nmsgxx::tools

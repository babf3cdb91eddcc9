#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// A line on stderr that tells how far a long job is, when stderr is a terminal and stdout is not one.
class Progress {
 public:
  Progress() noexcept;
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws the line now and then.
  ///
  /// @param items  packets so far
  /// @param total  octets that the input has, if that is known
  void show(std::uint64_t items, const SourceStats& source, std::optional<std::uint64_t> total);

 private:
  using Clock = std::chrono::steady_clock;

  bool wanted_;
  bool drawn_ = false;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace nmsgxx::tools

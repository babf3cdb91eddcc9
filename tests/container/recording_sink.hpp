#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "nmsgxx/sink.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// Keeps what is written to it.  Chosen writes fail.
class RecordingSink final : public Sink {
 public:
  explicit RecordingSink(std::set<std::size_t> failing = {}) : failing_(std::move(failing)) {}

  Result<void> write(Bytes bytes) override {
    if (failing_.contains(calls_++)) return fail(Errc::system, 0, "chosen to fail");
    written.emplace_back(bytes.begin(), bytes.end());
    return {};
  }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

  std::vector<Octets> written;  ///< one for each call that did not fail

 private:
  std::set<std::size_t> failing_;  // numbers of the calls, from 0
  std::size_t calls_ = 0;
  SinkStats stats_;
};

}  // namespace nmsgxx::test

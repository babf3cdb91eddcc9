#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "container/checked_payloads.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx::engine {

/// Payloads that stand together in an input: those of one container, or of some frames or lines.
struct Part {
  std::span<PayloadView> views{};  ///< filters move them together
  std::span<Bytes> packets{};      ///< the IP packet of each, where the input has it at hand; else empty
  std::span<container::CheckedPayloads::BadCrc> bad_crcs{};
  std::uint64_t offset = 0;   ///< of the container in its stream
  std::uint64_t end = 0;      ///< the offset after it
  std::size_t container = 0;  ///< its place in the batch
  std::size_t dropped = 0;    ///< payloads that filters dropped

  Payloads payloads() const noexcept { return {views, packets}; }

  /// Returns the payloads in front and leaves the others.
  Part take(std::size_t count) noexcept {
    Part front = *this;
    front.views = views.first(count);
    views = views.subspan(count);
    if (!packets.empty()) {
      front.packets = packets.first(count);
      packets = packets.subspan(count);
    }
    dropped = 0;
    return front;
  }

  /// Removes the payloads that a predicate does not want.
  template <class Wanted>
  void keep_if(Wanted wanted) {
    std::size_t kept = 0;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
      for (; bad < bad_crcs.size() && bad_crcs[bad].before <= i; ++bad) bad_crcs[bad].before = kept;
      if (!wanted(views[i])) continue;
      if (kept != i) {
        views[kept] = views[i];
        if (!packets.empty()) packets[kept] = packets[i];
      }
      ++kept;
    }
    for (; bad < bad_crcs.size(); ++bad) bad_crcs[bad].before = kept;
    views = views.first(kept);
    if (!packets.empty()) packets = packets.first(kept);
  }
};

/// What an input brings at once. It knows the input that made it.
class Batch {
 public:
  virtual ~Batch() = default;

  /// Waits for what the input brings next, which replaces what was there. Runs on the input's thread.
  virtual Result<SourceState> read() = 0;
  /// Makes payloads of the next part, or of several. Runs on any thread.
  ///
  /// @param in_turn  everything before parts() is finished, so that this part may take much memory
  /// @return false if there is no other part, or if it must wait until parts() are finished
  virtual bool decode_next(bool in_turn) = 0;
  /// Counts a part, and reports it if it could not be read. Runs on any thread, in order.
  ///
  /// Errors: that of the report
  virtual Result<void> account(const Part&) { return {}; }
  /// Whether the payloads lie in memory of the input, so that it must not read on before they are finished.
  virtual bool borrows() const noexcept { return false; }
  /// Forgets the parts, which are finished.
  virtual void release() { parts_.clear(); }

  /// The parts that were decoded since the last release().
  std::span<Part> parts() noexcept { return parts_; }

 protected:
  std::vector<Part> parts_;
};

}  // namespace nmsgxx::engine

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx {

/// How the threads of an output kept up with who gave it payloads.
struct QueueStats {
  std::size_t slots = 0;    ///< pieces that may be in flight; 0 without threads
  std::size_t most = 0;     ///< that were in flight at once
  std::uint64_t waits = 0;  ///< times that a piece had to wait for a free slot
};

/// Where payloads go, in one form or another.
///
/// Errors:  those of the sink below; the output is of no use then.
/// Threads: one at a time.
class PayloadOutput {
 public:
  virtual ~PayloadOutput() = default;

  virtual Result<void> write(const PayloadView& payload) = 0;

  /// Called when the input has nothing more at hand: hands on what need not wait.
  virtual Result<void> settle() = 0;
  /// Called every kTickMilliseconds: hands on what has waited for long enough.
  virtual Result<void> tick() = 0;
  /// Hands on everything.
  virtual Result<void> finish() = 0;
  /// Finishes the file that is being written and begins the next one; what is no series of files (rotation.hpp) goes on.
  virtual Result<void> rotate() { return {}; }
  /// Any thread may ask.
  virtual QueueStats queue() const { return {}; }
  /// Payloads that were taken and could not be written, once the output is finished.  What had left in part counts.
  virtual std::uint64_t unwritten() const { return 0; }
};

/// How often outputs are ticked.
inline constexpr int kTickMilliseconds = 50;

struct ContainerOutputOptions {
  WriterOptions writer{};
  /// A container that has not filled up by then goes out all the same; 0: it never does.
  std::chrono::milliseconds patience{0};
  /// While containers wait for a thread they are compressed in less time: what comes from a network cannot wait.
  bool keep_up = false;
  /// That compress beside the caller's, or one that writes large containers, when there is more than one; the order stays.
  unsigned threads = 1;
};

/// Containers.
std::unique_ptr<PayloadOutput> make_container_output(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink);

struct TextOutputOptions {
  PayloadText payload_text = PayloadText::raw;  ///< of presentation form; JSON escapes by itself
  bool unbuffered = false;  ///< each payload's text goes out at once, else in pieces, at the latest at a tick
  unsigned threads = 1;     ///< that write texts beside the caller's, when there is more than one; they go out in order
};

/// Presentation form (PresentationWriter).
///
/// @param registry  outlives the output
/// @param aliases   null for none; outlives the output
/// @param report    told of messages that do not decode, by another thread perhaps
std::unique_ptr<PayloadOutput> make_presentation_output(const Registry& registry, const Aliases* aliases,
                                                        const std::string& endline, const TextOutputOptions& options,
                                                        std::unique_ptr<Sink> sink, Report report);

/// JSON (JsonWriter), in the same way.
std::unique_ptr<PayloadOutput> make_json_output(const Registry& registry, const Aliases* aliases,
                                                const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report);

}  // namespace nmsgxx

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/source.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx {

/// How threads kept up with the one that gave them work. Any thread may read it.
struct QueueStats {
  Counter slots;  ///< pieces of work that may be in flight; 0 without threads
  Counter most;   ///< that were in flight at once
  Counter waits;  ///< times that a piece had to wait for a free slot
};

/// Payloads that stand together in an input.
struct Payloads {
  std::span<const PayloadView> views{};
  /// The IP packet of each payload, where the input has it at hand; else empty.
  std::span<const Bytes> packets{};

  std::size_t size() const noexcept { return views.size(); }
  Payloads part(std::size_t from, std::size_t count) const noexcept {
    return {views.subspan(from, count), packets.empty() ? packets : packets.subspan(from, count)};
  }
};

/// Where an engine's payloads go, in one form or another.
///
/// Payloads are encoded in pieces, on several threads perhaps, which are written in order.
///
/// Errors:  those of the sink; the output is of no use after one.
/// Threads: one at a time. Pieces may be cleared and added to by any thread, each by one. name(), queue() may be called by any.
class Output {
 public:
  /// Encoded payloads on their way to the output that made the piece.
  class Piece {
   public:
    virtual ~Piece() = default;
    virtual void clear() = 0;
    /// Encodes payloads after those that are there. They must stay valid until the piece is written or cleared.
    virtual void add(const Payloads& payloads) = 0;
    /// Hands everything to the output. Payloads that it cannot write count as unwritten. Must be called once, before clear().
    virtual Result<void> write() = 0;
  };

  explicit Output(std::string name) : name_(std::move(name)) {}
  virtual ~Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Returns what people call the output: a path, an address.
  const std::string& name() const noexcept { return name_; }

  /// The output outlives its pieces.
  virtual std::unique_ptr<Piece> make_piece() = 0;
  /// Must be called after the pieces of a batch: hands on what gains nothing by waiting.
  virtual Result<void> idle() { return {}; }
  /// Must be called every kTickMilliseconds: hands on what has waited for long enough.
  virtual Result<void> tick() { return {}; }
  /// Finishes the file that is being written and begins the next one; without a series of files (rotation.hpp) nothing happens.
  virtual Result<void> rotate() { return {}; }
  /// Hands on everything.
  virtual Result<void> finish() = 0;

  /// Returns how the threads of the output itself kept up; null if it has none.
  virtual const QueueStats* queue() const noexcept { return nullptr; }
  /// Returns the number of payloads that were taken and could not be written, once the output is finished. What left in part
  /// counts.
  virtual std::uint64_t unwritten() const { return 0; }
  /// A count (EngineOptions) is of payloads of this type; of all payloads if there is none.
  virtual std::optional<MessageType> counted() const noexcept { return std::nullopt; }

 private:
  std::string name_;
};

/// How often outputs are ticked.
inline constexpr int kTickMilliseconds = 50;

struct ContainerOutputOptions {
  WriterOptions writer{};
  /// A container that has not filled up by then is written all the same; 0: it waits until it is full.
  std::chrono::milliseconds flush_after{0};
  /// Compress faster, and a little worse, while containers wait for a thread: what comes from a network cannot wait.
  bool live = false;
  /// Threads that compress beside the caller's, or one that writes large containers, when there is more than one. The order
  /// stays.
  unsigned threads = 1;
};

/// Makes an output of NMSG containers.
std::unique_ptr<Output> make_container_output(std::string name, const ContainerOutputOptions& options,
                                              std::unique_ptr<Sink> sink);

struct TextOutputOptions {
  PayloadText payload_text = PayloadText::raw;  ///< of presentation form; JSON escapes by itself
  bool unbuffered = false;                      ///< hand text on at once, else in larger pieces, at the latest at a tick
};

/// Makes an output of presentation form (PresentationWriter).
///
/// @param registry  outlives the output
/// @param aliases   null for none; outlives the output
/// @param report    told of messages that do not decode, perhaps by another thread
std::unique_ptr<Output> make_presentation_output(std::string name, const Registry& registry, const Aliases* aliases,
                                                 const std::string& endline, const TextOutputOptions& options,
                                                 std::unique_ptr<Sink> sink, Report report);

/// Makes an output of JSON lines (JsonWriter) in the same way.
std::unique_ptr<Output> make_json_output(std::string name, const Registry& registry, const Aliases* aliases,
                                         const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report);

}  // namespace nmsgxx

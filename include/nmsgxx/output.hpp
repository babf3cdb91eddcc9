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

/// How well worker threads kept up. Any thread may read it.
struct QueueStats {
  Counter slots;  ///< how many pieces of work may be in flight; 0 without threads
  Counter most;   ///< the most that were in flight at once
  Counter waits;  ///< how often a piece had to wait for a free slot
};

/// Adjacent payloads of an input.
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
    /// Encodes payloads and appends them. They must stay valid until the piece is written or cleared.
    virtual void add(const Payloads& payloads) = 0;
    /// Writes everything to the output. Payloads that it cannot write count as unwritten. Must be called once before clear().
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
  /// Writes what gains nothing by waiting. Must be called after the pieces of each batch.
  virtual Result<void> idle() { return {}; }
  /// Writes what has waited long enough. Must be called every kTickMilliseconds.
  virtual Result<void> tick() { return {}; }
  /// Finishes the current file of a series (rotation.hpp) and begins the next one. Does nothing for other outputs.
  virtual Result<void> rotate() { return {}; }
  /// Writes everything and closes the sink.
  virtual Result<void> finish() = 0;

  /// Returns how the threads of the output itself kept up; null if it has none.
  virtual const QueueStats* queue() const noexcept { return nullptr; }
  /// Returns the number of payloads that were accepted but not written completely. Must be called after finish().
  virtual std::uint64_t unwritten() const { return 0; }
  /// Returns the type of the payloads that EngineOptions::count counts; nothing if it counts all.
  virtual std::optional<MessageType> counted() const noexcept { return std::nullopt; }

 private:
  std::string name_;
};

/// How often outputs are ticked.
inline constexpr int kTickMilliseconds = 50;

struct ContainerOutputOptions {
  WriterOptions writer{};
  /// How long a container that is not full may wait before it is written; 0: until it is full.
  std::chrono::milliseconds flush_after{0};
  /// Compress faster but slightly worse while containers wait for a thread, because data from a network cannot wait.
  bool live = false;
  /// If above 1, how many threads compress; without compression, one thread writes large containers. The order is kept.
  unsigned threads = 1;
};

/// Makes an output of NMSG containers.
std::unique_ptr<Output> make_container_output(std::string name, const ContainerOutputOptions& options,
                                              std::unique_ptr<Sink> sink);

struct TextOutputOptions {
  PayloadText payload_text = PayloadText::raw;  ///< of presentation form; JSON escapes by itself
  bool unbuffered = false;                      ///< write text at once instead of in larger pieces or at the next tick
};

/// Makes an output of presentation form (PresentationWriter).
///
/// @param registry  outlives the output
/// @param aliases   null for none; outlives the output
/// @param report    called for each message that does not decode, perhaps by another thread
std::unique_ptr<Output> make_presentation_output(std::string name, const Registry& registry, const Aliases* aliases,
                                                 const std::string& endline, const TextOutputOptions& options,
                                                 std::unique_ptr<Sink> sink, Report report);

/// The same for JSON lines (JsonWriter).
std::unique_ptr<Output> make_json_output(std::string name, const Registry& registry, const Aliases* aliases,
                                         const TextOutputOptions& options, std::unique_ptr<Sink> sink, Report report);

}  // namespace nmsgxx

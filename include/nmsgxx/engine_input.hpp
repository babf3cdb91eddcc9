#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/container_source.hpp"
#include "nmsgxx/line_source.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

namespace engine {
class Batch;
}
struct FrameStats;

/// What an engine reads: containers, frames (frame_input.hpp) or lines of text.
///
/// Threads: one at a time; name() and stats() may be called by any.
class Input {
 public:
  /// @param threads  threads that decode and encode what the input brings, when there is more than one
  Input(std::string name, unsigned threads) : name_(std::move(name)), threads_(threads) {}
  virtual ~Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// Returns what people call the input: a path, an address.
  const std::string& name() const noexcept { return name_; }
  unsigned threads() const noexcept { return threads_; }
  /// How these threads kept up.
  const QueueStats& queue() const noexcept { return queue_; }
  QueueStats& queue() noexcept { return queue_; }
  virtual const SourceStats& stats() const noexcept = 0;
  /// Returns what became of frames (frame_input.hpp); null for other inputs.
  virtual const FrameStats* frame_stats() const noexcept { return nullptr; }
  /// Returns the size of a regular file; nothing for others.
  virtual std::optional<std::uint64_t> total_octets() const noexcept { return std::nullopt; }
  /// Returns how many bytes may be handed on in a second; 0 for no limit.
  virtual std::uint64_t byte_rate() const noexcept { return 0; }
  /// Whether the input counts what was read of it and not used: only then may it be given up when the time to drain is over.
  virtual bool counts_unused() const noexcept { return false; }

  /// For the engine: a place for what the input brings at once. The input outlives it.
  virtual std::unique_ptr<engine::Batch> make_batch() = 0;
  /// Must be called once nothing more is read, by the thread that has read.
  virtual void close() {}

 private:
  std::string name_;
  unsigned threads_;
  QueueStats queue_;
};

struct ContainerInputOptions {
  std::optional<MessageType> type{};  ///< payloads of this type alone
  Attribution attribution{};          ///< payloads with all of these ids alone
  /// Bytes of a file or pipe, headers included, that are handed on in a second; 0 for no limit.
  std::uint64_t byte_rate = 0;
  unsigned threads = 1;
};

std::unique_ptr<Input> make_container_input(std::string name, std::unique_ptr<ContainerSource> source,
                                            const ContainerInputOptions& options = {});

/// Makes an input of JSON, an object on each line. Empty lines are skipped; lines that cannot be read are reported and skipped.
///
/// @param registry  outlives the input; the same for the schema below and the aliases, which may be null
/// @param threads   threads that encode the payloads, when there is more than one
std::unique_ptr<Input> make_json_input(std::string name, std::unique_ptr<LineSource> lines, const Registry& registry,
                                       const Aliases* aliases, Report report, unsigned threads = 1);

/// Makes an input of presentation form in the same way.
///
/// @param longest  most bytes of the lines of a payload together
std::unique_ptr<Input> make_presentation_input(std::string name, std::unique_ptr<LineSource> lines, const MessageSchema& schema,
                                               const Aliases* aliases, Report report, std::size_t longest = kLineOctets,
                                               unsigned threads = 1);

}  // namespace nmsgxx

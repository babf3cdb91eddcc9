#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nmsgxx/counter.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// What the packets of an engine's inputs gave. Any thread may read it.
struct FiveTupleStats {
  Counter packets;      ///< base:packet payloads, or frames with an IP packet
  Counter tuples;       ///< packets that had a five-tuple
  Counter other;        ///< payloads of other types, frames without an IP packet
  Counter undecodable;  ///< base:packet payloads without an IP packet
};

enum class TupleFormat { text, json, csv };

/// Where five-tuples go, in one form: what Output is to payloads.
class TupleWriter {
 public:
  /// Encoded five-tuples on their way to the writer that made the piece.
  class Piece {
   public:
    virtual ~Piece() = default;
    virtual void clear() = 0;
    /// Adds the valid tuples of a batch.
    ///
    /// @param payloads  what the packets came in, one for each; their bytes are not looked at
    virtual void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) = 0;
    virtual Result<void> write() = 0;
  };

  virtual ~TupleWriter() = default;

  /// The writer outlives its pieces.
  virtual std::unique_ptr<Piece> make_piece() = 0;
  virtual Result<void> idle() { return {}; }
  virtual Result<void> tick() = 0;
  virtual Result<void> finish() = 0;
  virtual std::uint64_t unwritten() const = 0;
};

/// Makes a writer of text (tuple_text.hpp); csv begins with its header line.
std::unique_ptr<TupleWriter> make_tuple_text_writer(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered);

/// Makes a writer of base:ipconn payloads in containers, with the time, source, operator and group of the packet's payload.
///
/// @param now  use the clock's time instead
std::unique_ptr<TupleWriter> make_ipconn_writer(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now);

/// Makes an output of the five-tuples of base:packet payloads, or of the packets that the input has at hand. They are decoded
/// once for all writers. Counts are of packets.
///
/// @param stats  outlives the output
std::unique_ptr<Output> make_five_tuple_output(std::string name, const DecodeOptions& options,
                                               std::vector<std::unique_ptr<TupleWriter>> writers, FiveTupleStats& stats);

}  // namespace nmsgxx

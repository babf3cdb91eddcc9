#pragma once

#include <memory>
#include <span>

#include "nmsgxx/error.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Where 5-tuples go: encoded in pieces, on several threads perhaps, which are written in order.
///
/// Errors:  those of the sink below; the output is of no use then.
/// Threads: one at a time, but that pieces may be filled and emptied by any, each by one.
class TupleOutput {
 public:
  /// Encoded 5-tuples.
  class Piece {
   public:
    virtual ~Piece() = default;
    /// Adds the valid tuples of a batch.
    ///
    /// @param payloads  what the packets came in, one for each; their octets are not looked at
    virtual void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) = 0;
    virtual void clear() = 0;
  };

  virtual ~TupleOutput() = default;

  virtual std::unique_ptr<Piece> make_piece() const = 0;
  /// @param piece  one that this output made
  virtual Result<void> write(const Piece& piece) = 0;

  /// These mean what they mean to a PayloadOutput.
  virtual Result<void> settle() = 0;
  virtual Result<void> tick() = 0;
  virtual Result<void> finish() = 0;
  virtual std::uint64_t unwritten() const = 0;
};

enum class TupleFormat { text, json, csv };

/// Text (tuple_text.hpp); csv begins with its header line.
std::unique_ptr<TupleOutput> make_tuple_text_output(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered);

/// base:ipconn payloads with the time, source, operator and group of the packet's payload, in containers.
///
/// @param now  the time is the clock's instead
std::unique_ptr<TupleOutput> make_ipconn_output(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now);

}  // namespace nmsgxx

#pragma once

#include <memory>

#include "nmsgxx/error.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Where 5-tuples go.  The functions mean what those of PayloadOutput mean.
class TupleOutput {
 public:
  virtual ~TupleOutput() = default;

  /// @param payload  what the packet came in; its octets are not looked at
  /// @param i        a valid entry
  virtual Result<void> write(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i) = 0;
  virtual Result<void> settle() = 0;
  virtual Result<void> tick() = 0;
  virtual Result<void> finish() = 0;
};

enum class TupleFormat { text, json, csv };

/// Text (tuple_text.hpp); csv begins with its header line.
std::unique_ptr<TupleOutput> make_tuple_text_output(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered);

/// base:ipconn payloads with the time, source, operator and group of the packet's payload.
///
/// @param now  the time is the clock's instead
std::unique_ptr<TupleOutput> make_ipconn_output(std::unique_ptr<PayloadOutput> output, bool now);

}  // namespace nmsgxx

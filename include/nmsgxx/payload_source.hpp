#pragma once

#include <cstddef>
#include <memory>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/line_source.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Payloads one by one, from text.
///
/// Errors: only those that end the source; what cannot be read is reported with its line and passed over.
class PayloadSource {
 public:
  virtual ~PayloadSource() = default;

  /// Waits for the next payload.  Its octets stay valid until the next call.
  virtual Result<SourceState> next(PayloadView& payload) = 0;

  virtual const SourceStats& stats() const noexcept = 0;
};

/// From JSON, an object on each line; empty lines are passed over.
///
/// @param registry  outlives the source; the same for the schema below and the aliases, which may be null
std::unique_ptr<PayloadSource> make_json_source(std::unique_ptr<LineSource> lines, const Registry& registry,
                                                const Aliases* aliases, Report report);

/// From presentation form.
///
/// @param longest  most octets of the lines of a payload together
std::unique_ptr<PayloadSource> make_presentation_source(std::unique_ptr<LineSource> lines, const MessageSchema& schema,
                                                        const Aliases* aliases, Report report,
                                                        std::size_t longest = kLineOctets);

}  // namespace nmsgxx

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/where.hpp"

namespace nmsgxx {

/// The answer of a filter about a payload.
enum class Verdict : std::uint8_t {
  declined,  ///< undecided: the next filter is asked, and after the last one EngineOptions::accept_declined decides
  accept,    ///< the payload is passed on, and no other filter is asked
  drop,      ///< the payload is dropped, and no other filter is asked
};

/// One of a chain of filters.
///
/// Threads: one at a time.
class PayloadFilter {
 public:
  virtual ~PayloadFilter() = default;
  virtual Verdict ask(const PayloadView& payload) = 0;
  /// Returns whether an answer depends on earlier payloads. If not, several filters of the same kind may share the payloads in
  /// any order.
  virtual bool has_state() const noexcept { return true; }
};

/// Makes a filter. An engine calls it for each input and for each of its workers.
using MakeFilter = std::function<std::unique_ptr<PayloadFilter>()>;

/// Drops payloads that the condition does not match.
MakeFilter where_filter(Where condition);

/// Keeps a sample: `count=K` keeps every K-th payload, beginning with a random one of the first K; `random=P` keeps each
/// payload with probability P.
///
/// Errors: bad_argument
Result<MakeFilter> sample_filter(std::string_view parameter);

}  // namespace nmsgxx

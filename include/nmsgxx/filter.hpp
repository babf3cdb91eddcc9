#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/where.hpp"

namespace nmsgxx {

/// What a filter says of a payload.
enum class Verdict : std::uint8_t {
  declined,  ///< the next filter is asked; behind the last one the policy decides
  accept,    ///< it goes out, and no other filter is asked
  drop,      ///< it does not
};

/// One of a chain of filters.
///
/// Threads: one at a time.
class PayloadFilter {
 public:
  virtual ~PayloadFilter() = default;
  virtual Verdict ask(const PayloadView& payload) = 0;
  /// Whether the answer depends on the payloads before. If it does not, payloads need not be asked about in their order, and
  /// several filters, made alike, may share the work.
  virtual bool has_state() const noexcept { return true; }
};

/// Makes a filter; called for each input, which has filters of its own.
using MakeFilter = std::function<std::unique_ptr<PayloadFilter>()>;

/// Drops what the condition does not match.
MakeFilter where_filter(Where condition);

/// Drops all but a sample: `count=K` keeps every K-th payload, from a random one of the first K on; `random=P` keeps each with
/// probability P.
///
/// Errors: bad_argument
Result<MakeFilter> sample_filter(std::string_view parameter);

}  // namespace nmsgxx

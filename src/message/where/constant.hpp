#pragma once

#include <functional>
#include <vector>

#include "message/plan.hpp"
#include "message/where/intervals.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/field.hpp"

// What the constants of a comparison stand for.
namespace nmsgxx::where {

/// What one constant stands for: one number, or all that it tells no more of, such as the nanoseconds of a second.
using ReadConstant = std::function<Result<Interval>(const Token&)>;

/// The numbers for which the comparison holds.  Errors: of a constant; an operator that is none of numbers
Result<Intervals> numbers_of(const Comparison& comparison, const ReadConstant& read);

/// @param number  the whole numbers that fit
Result<Interval> whole_number(const Token& token, FieldKind kind);
Result<Interval> real_number(const Token& token);
/// A time, or its date or second alone, in nanoseconds since 1970; or a number of seconds.
Result<Interval> nanoseconds(const Token& token);
/// The same in seconds.
Result<Interval> seconds(const Token& token);

/// An address, or with `/bits` a network.
struct Network {
  std::vector<std::byte> address;  ///< its other bits are 0
  unsigned bits = 0;

  bool contains(Bytes other) const noexcept;
};
Result<Network> network(const Token& token);

}  // namespace nmsgxx::where

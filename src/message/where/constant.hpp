#pragma once

#include <functional>
#include <vector>

#include "message/where/intervals.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/field.hpp"

// The values of the constants in comparisons.
namespace nmsgxx::where {

/// Reads one constant: a number, or the range that a less exact constant stands for, such as all nanoseconds of a second.
template <class Key>
using ReadConstant = std::function<Result<Interval<Key>>(const Token&)>;

/// Returns the numbers or times for which a comparison holds.  Errors: those of `read`; operators that numbers do not have
template <class Key>
Result<IntervalSet<Key>> numbers_of(const Comparison& comparison, const ReadConstant<Key>& read);

/// Reads an integer that fits into a kind of field.
Result<NumberRange> whole_number(const Token& token, FieldKind kind);
Result<NumberRange> real_number(const Token& token);
/// Reads a time, a date or a second; or a number of seconds since 1970.
Result<Interval<Time>> times(const Token& token);
/// Reads the same as keys of signed seconds.
Result<NumberRange> seconds(const Token& token);

/// An address, or a network such as 192.0.2.0/24.
struct Network {
  std::vector<std::byte> address;
  unsigned bits = 0;  ///< how many leading bits of an address must be those of `address`

  bool contains(Bytes other) const noexcept;
};
Result<Network> network(const Token& token);

}  // namespace nmsgxx::where

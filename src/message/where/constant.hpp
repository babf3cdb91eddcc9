#pragma once

#include <functional>
#include <vector>

#include "message/schema/schema_layout.hpp"
#include "message/where/intervals.hpp"
#include "message/where/syntax.hpp"
#include "nmsgxx/field.hpp"

// What the constants of a comparison stand for.
namespace nmsgxx::where {

/// What one constant stands for: one number, or all that it tells no more of, such as the nanoseconds of a second.
template <class Key>
using ReadConstant = std::function<Result<Interval<Key>>(const Token&)>;

/// The numbers, or the instants, for which the comparison holds.  Errors: of a constant; an operator that is none of numbers
template <class Key>
Result<Intervals<Key>> numbers_of(const Comparison& comparison, const ReadConstant<Key>& read);

/// @param number  the whole numbers that fit
Result<Number> whole_number(const Token& token, FieldKind kind);
Result<Number> real_number(const Token& token);
/// A time, or its date or second alone; or a number of seconds since 1970.
Result<Interval<Instant>> instants(const Token& token);
/// The same, as keys of signed seconds.
Result<Number> seconds(const Token& token);

/// An address, or with `/bits` a network.
struct Network {
  std::vector<std::byte> address;  ///< its other bits are 0
  unsigned bits = 0;

  bool contains(Bytes other) const noexcept;
};
Result<Network> network(const Token& token);

}  // namespace nmsgxx::where

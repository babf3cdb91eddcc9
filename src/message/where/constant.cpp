#include "message/where/constant.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/core.h>

#include "base/number.hpp"
#include "message/render/value_parse.hpp"
#include "text/address.hpp"
#include "text/time.hpp"

namespace nmsgxx::where {
namespace {

bool is_signed(FieldKind kind) noexcept {
  return kind == FieldKind::int16 || kind == FieldKind::int32 || kind == FieldKind::int64;
}

constexpr std::uint32_t kLastNanosecond = 999'999'999;

/// Parses "2015-02-22", "2015-02-22 06:58:27" or "2015-02-22T06:58:27.5Z".
std::optional<Interval<Time>> parse_times(std::string text) {
  constexpr std::int64_t kLastSecond = 86'399;
  std::ranges::replace(text, 'T', ' ');
  if (text.ends_with('Z')) text.pop_back();
  const bool date = text.find(' ') == std::string::npos;
  const auto first = text::parse_time(date ? text + " 00:00:00" : text);
  if (!first) return std::nullopt;
  Time last = *first;
  if (date && __builtin_add_overflow(first->seconds, kLastSecond, &last.seconds)) {
    last.seconds = std::numeric_limits<std::int64_t>::max();
  }
  if (text.find('.') == std::string::npos) last.nanoseconds = kLastNanosecond;
  return Interval<Time>{*first, last};
}

/// Returns what holds for a comparison with a constant.
template <class Key>
Interval<Key> matching(Operator op, const Interval<Key>& value) {
  using Range = KeyRange<Key>;
  switch (op) {
    case Operator::less: return {Range::kLeast, Range::before(value.first)};
    case Operator::less_equal: return {Range::kLeast, value.last};
    case Operator::greater: return {Range::after(value.last), Range::kMost};
    case Operator::greater_equal: return {value.first, Range::kMost};
    default: return value;
  }
}

bool is_order(Operator op) noexcept {
  return op == Operator::equal || op == Operator::less || op == Operator::less_equal || op == Operator::greater ||
         op == Operator::greater_equal;
}

}  // namespace

template <class Key>
Result<IntervalSet<Key>> numbers_of(const Comparison& comparison, const ReadConstant<Key>& read) {
  if (!is_order(comparison.op)) return bad_operator(comparison, "a number", "==, !=, <, <=, >, >= or in");
  std::vector<Interval<Key>> intervals;
  for (const Item& item : comparison.items) {
    auto value = read(item.first);
    if (!value) return tl::unexpected(value.error());
    if (item.last) {
      const auto last = read(*item.last);
      if (!last) return tl::unexpected(last.error());
      if (last->last < value->first) {
        return fail_at(item.first.at, fmt::format("range is descending: {}..{}", item.first.text, item.last->text));
      }
      value->last = last->last;
    }
    const bool nothing = (comparison.op == Operator::less && value->first == KeyRange<Key>::kLeast) ||
                         (comparison.op == Operator::greater && value->last == KeyRange<Key>::kMost);
    if (!nothing) intervals.push_back(matching(comparison.op, *value));
  }
  return IntervalSet<Key>(std::move(intervals));
}

template Result<NumberSet> numbers_of(const Comparison& comparison, const ReadConstant<std::uint64_t>& read);
template Result<TimeSet> numbers_of(const Comparison& comparison, const ReadConstant<Time>& read);

Result<NumberRange> whole_number(const Token& token, FieldKind kind) {
  const auto number = token.kind == Token::Kind::word ? message::parse_integer(token.text) : std::nullopt;
  if (!number) return expected(token, "a number");
  const bool negative = token.text.starts_with('-');
  const bool too_large = is_signed(kind) && !negative && *number > std::numeric_limits<std::int64_t>::max();
  if (!message::fits(kind, *number) || (negative && !is_signed(kind)) || too_large) return expected(token, to_string(kind));
  const std::uint64_t key = is_signed(kind) ? key_of_signed(static_cast<std::int64_t>(*number)) : *number;
  return NumberRange{key, key};
}

Result<NumberRange> real_number(const Token& token) {
  const auto number = token.kind == Token::Kind::word ? base::parse_real(token.text) : std::nullopt;
  if (!number || !std::isfinite(*number)) return expected(token, "a number");
  return NumberRange{key_of_real(*number), key_of_real(*number)};
}

Result<Interval<Time>> times(const Token& token) {
  if (const auto read = parse_times(token.text)) return Interval<Time>{normalized(read->first), normalized(read->last)};
  const auto whole = base::parse_number<std::int64_t>(token.text);
  if (!whole) return expected(token, "a time such as \"2015-02-22 06:58:27\", or a number of seconds");
  return Interval<Time>{{*whole, 0}, {*whole, kLastNanosecond}};
}

Result<NumberRange> seconds(const Token& token) {
  return times(token).map([](const Interval<Time>& read) {
    return NumberRange{key_of_signed(read.first.seconds), key_of_signed(read.last.seconds)};
  });
}

bool Network::contains(Bytes other) const noexcept {
  if (other.size() != address.size()) return false;
  const std::size_t whole = bits / 8;
  if (!std::equal(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || std::to_integer<unsigned>(other[whole] ^ address[whole]) >> (8 - rest) == 0;
}

Result<Network> network(const Token& token) {
  const std::string_view text = token.text;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view address = text.substr(0, slash);
  Network out;
  out.address.resize(text::kIpv4Size);
  if (!text::parse_address(address, out.address)) {
    out.address.resize(text::kIpv6Size);
    if (!text::parse_address(address, out.address)) return expected(token, "an IP address or network");
  }
  const auto most = static_cast<unsigned>(out.address.size()) * 8;
  out.bits = most;
  if (slash == text.size()) return out;
  const auto bits = base::parse_number<unsigned>(text.substr(slash + 1));
  if (!bits || *bits > most) {
    return fail_at(token.at, fmt::format("expected 0 to {} bits after the /, got '{}'", most, text.substr(slash + 1)));
  }
  out.bits = *bits;
  return out;
}

}  // namespace nmsgxx::where

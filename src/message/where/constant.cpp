#include "message/where/constant.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/core.h>

#include "message/render/value_parse.hpp"
#include "text/time.hpp"

namespace nmsgxx::where {
namespace {

template <class T>
std::optional<T> all_of(std::string_view text, int base = 10) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc{} && at == end ? std::optional(number) : std::nullopt;
}

std::optional<double> real_of(std::string_view text) {
  double number{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && at == end && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// Two's complement.
std::optional<std::uint64_t> octets_of_number(std::string_view text) {
  if (text.starts_with("0x")) return all_of<std::uint64_t>(text.substr(2), 16);
  if (!text.starts_with('-')) return all_of<std::uint64_t>(text);
  const auto number = all_of<std::int64_t>(text);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

bool has_sign(FieldKind kind) noexcept {
  return kind == FieldKind::int16 || kind == FieldKind::int32 || kind == FieldKind::int64;
}

constexpr std::uint32_t kLastNanosecond = 999'999'999;

struct Span {
  Time first;
  Time last;
};

/// "2015-02-22", "2015-02-22 06:58:27", "2015-02-22T06:58:27.5Z"
std::optional<Span> span_of(std::string text) {
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
  return Span{*first, last};
}

std::optional<Span> span_of(const Token& token) {
  if (const auto span = span_of(token.text)) return span;
  const auto whole = all_of<std::int64_t>(token.text);
  return whole ? std::optional(Span{{*whole, 0}, {*whole, kLastNanosecond}}) : std::nullopt;
}

tl::unexpected<Error> no_time(const Token& token) {
  return fail_at(token.at,
                 fmt::format("'{}' is neither a time, such as \"2015-02-22 06:58:27\", nor a number of seconds", token.text));
}

template <class Key>
Interval<Key> in_order(Operator op, const Interval<Key>& value) {
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
Result<Intervals<Key>> numbers_of(const Comparison& comparison, const ReadConstant<Key>& read) {
  if (!is_order(comparison.op)) return fail_at(comparison.field.at, "numbers can be compared, and be in a set; no more");
  std::vector<Interval<Key>> intervals;
  for (const Item& item : comparison.items) {
    auto value = read(item.first);
    if (!value) return tl::unexpected(value.error());
    if (item.last) {
      const auto last = read(*item.last);
      if (!last) return tl::unexpected(last.error());
      if (last->last < value->first) return fail_at(item.first.at, "this range falls");
      value->last = last->last;
    }
    const bool nothing = (comparison.op == Operator::less && value->first == KeyRange<Key>::kLeast) ||
                         (comparison.op == Operator::greater && value->last == KeyRange<Key>::kMost);
    if (!nothing) intervals.push_back(in_order(comparison.op, *value));
  }
  return Intervals<Key>(std::move(intervals));
}

template Result<Numbers> numbers_of(const Comparison& comparison, const ReadConstant<std::uint64_t>& read);
template Result<Instants> numbers_of(const Comparison& comparison, const ReadConstant<Instant>& read);

Result<Number> whole_number(const Token& token, FieldKind kind) {
  const auto number = token.kind == Token::Kind::word ? octets_of_number(token.text) : std::nullopt;
  if (!number) return fail_at(token.at, fmt::format("'{}' is no number", token.text));
  const bool negative = token.text.starts_with('-');
  const bool too_large = has_sign(kind) && !negative && *number > std::numeric_limits<std::int64_t>::max();
  if (!message::fits(kind, *number) || (negative && !has_sign(kind)) || too_large) {
    return fail_at(token.at, fmt::format("{} does not fit into {}", token.text, to_string(kind)));
  }
  const std::uint64_t key = has_sign(kind) ? key_of_signed(static_cast<std::int64_t>(*number)) : *number;
  return Number{key, key};
}

Result<Number> real_number(const Token& token) {
  const auto number = token.kind == Token::Kind::word ? real_of(token.text) : std::nullopt;
  if (!number) return fail_at(token.at, fmt::format("'{}' is no number", token.text));
  return Number{key_of_real(*number), key_of_real(*number)};
}

Result<Interval<Instant>> instants(const Token& token) {
  const auto span = span_of(token);
  if (!span) return no_time(token);
  return Interval<Instant>{instant(span->first.seconds, span->first.nanoseconds),
                           instant(span->last.seconds, span->last.nanoseconds)};
}

Result<Number> seconds(const Token& token) {
  const auto span = span_of(token);
  if (!span) return no_time(token);
  return Number{key_of_signed(span->first.seconds), key_of_signed(span->last.seconds)};
}

bool Network::contains(Bytes other) const noexcept {
  if (other.size() != address.size()) return false;
  const std::size_t whole = bits / 8;
  if (!std::equal(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || std::to_integer<unsigned>(other[whole] ^ address[whole]) >> (8 - rest) == 0;
}

Result<Network> network(const Token& token) {
  const std::size_t slash = std::min(token.text.find('/'), token.text.size());
  const std::string text = token.text.substr(0, slash);
  Network out;
  out.address.resize(sizeof(in6_addr));
  if (inet_pton(AF_INET, text.c_str(), out.address.data()) == 1) {
    out.address.resize(sizeof(in_addr));
  } else if (inet_pton(AF_INET6, text.c_str(), out.address.data()) != 1) {
    return fail_at(token.at, fmt::format("'{}' is no IPv4 or IPv6 address or network", token.text));
  }
  out.bits = static_cast<unsigned>(out.address.size()) * 8;
  if (slash == token.text.size()) return out;
  const auto bits = all_of<unsigned>(std::string_view(token.text).substr(slash + 1));
  if (!bits || *bits > out.bits)
    return fail_at(token.at, fmt::format("a network of {} has 0 to {} bits behind the /", text, out.bits));
  out.bits = *bits;
  return out;
}

}  // namespace nmsgxx::where

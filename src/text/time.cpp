#include "text/time.hpp"

#include <array>
#include <charconv>
#include <system_error>

#include "text/put.hpp"

namespace nmsgxx::text {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

char* put_pair(char* out, std::uint32_t number) noexcept {
  std::memcpy(out, kPairs.data() + std::size_t{2} * number, 2);
  return out + 2;
}

char* put_year(char* out, std::int64_t year) noexcept {
  if (year < 0) {
    out = put(out, '-');
    year = -year;
  }
  if (year > 9999) return put_number(out, year);
  const auto small = static_cast<std::uint32_t>(year);
  return put_pair(put_pair(out, small / 100), small % 100);
}

char* put_nanoseconds(char* out, std::uint32_t nanoseconds) noexcept {
  if (nanoseconds > 999'999'999) return put_number(out, nanoseconds);
  out = put_pair(out, nanoseconds / 10'000'000);
  out = put_pair(out, nanoseconds / 100'000 % 100);
  out = put_pair(out, nanoseconds / 1000 % 100);
  out = put_pair(out, nanoseconds / 10 % 100);
  return put(out, static_cast<char>('0' + nanoseconds % 10));
}

// The proleptic Gregorian calendar in eras of 400 years that begin on the first of March:
// https://howardhinnant.github.io/date_algorithms.html#civil_from_days
char* put_date(char* out, std::int64_t days_since_1970) noexcept {
  constexpr std::int64_t kDaysPerEra = 146097;
  const std::int64_t days = days_since_1970 + 719468;
  const std::int64_t era = (days >= 0 ? days : days - (kDaysPerEra - 1)) / kDaysPerEra;
  const auto day_of_era = static_cast<std::uint32_t>(days - era * kDaysPerEra);
  const std::uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::uint32_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::uint32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  out = put_year(out, era * 400 + year_of_era + (month <= 2));
  out = put_pair(put(out, '-'), month);
  return put_pair(put(out, '-'), day);
}

// The reverse, from the same page.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/// Takes a number off the front of a text, and the character that must stand behind it.
class Taker {
 public:
  explicit Taker(std::string_view text) noexcept : left_(text) {}

  bool number(std::int64_t& out, std::int64_t least, std::int64_t most, char behind = 0) noexcept {
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), out);
    if (error != std::errc{} || out < least || out > most) return false;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return behind == 0 || skip(behind);
  }
  bool skip(char c) noexcept {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  std::string_view left() const noexcept { return left_; }

 private:
  std::string_view left_;
};

// Nine digits or fewer are a fraction; ten are nanoseconds beyond a second, which put_time() shows as they are.
std::optional<std::uint32_t> parse_nanoseconds(std::string_view digits) noexcept {
  constexpr std::size_t kDigits = 9;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  for (std::size_t i = digits.size(); i < kDigits; ++i) number *= 10;
  return number;
}

}  // namespace

char* put_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
  std::int64_t days = seconds / kSecondsPerDay;
  std::int64_t rest = seconds % kSecondsPerDay;
  if (rest < 0) {
    rest += kSecondsPerDay;
    --days;
  }
  const auto second_of_day = static_cast<std::uint32_t>(rest);
  out = put_date(out, days);
  out = put_pair(put(out, ' '), second_of_day / 3600);
  out = put_pair(put(out, ':'), second_of_day / 60 % 60);
  out = put_pair(put(out, ':'), second_of_day % 60);
  return put_nanoseconds(put(out, '.'), nanoseconds);
}

char* put_presented_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
  char* end = put_time(out, seconds, nanoseconds);
  char* const year = *out == '-' ? out + 1 : out;
  const char* first = year;
  while (*first == '0' && first[1] != '-') ++first;
  std::memmove(year, first, static_cast<std::size_t>(end - first));
  return end - (first - year);
}

std::optional<Time> parse_time(std::string_view text) noexcept {
  constexpr std::int64_t kYears = 300'000'000'000;  // somewhat more than 64 bits of seconds
  Taker taker(text);
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool good = taker.number(year, -kYears, kYears, '-') && taker.number(month, 1, 12, '-') &&
                    taker.number(day, 1, 31, ' ') && taker.number(hour, 0, 23, ':') && taker.number(minute, 0, 59, ':') &&
                    taker.number(second, 0, 60);
  if (!good) return std::nullopt;
  std::optional<std::uint32_t> nanoseconds = 0;
  if (taker.skip('.')) {
    nanoseconds = parse_nanoseconds(taker.left());
  } else if (!taker.left().empty()) {
    return std::nullopt;
  }
  if (!nanoseconds) return std::nullopt;
  // From the day's near end to 1970: the first day of the range lacks its first hours, the last one its last.
  std::int64_t days = days_of(year, month, day);
  std::int64_t second_of_day = hour * 3600 + minute * 60 + second;
  if (days < 0) {
    ++days;
    second_of_day -= kSecondsPerDay;
  }
  std::int64_t seconds = 0;
  if (__builtin_mul_overflow(days, kSecondsPerDay, &seconds) || __builtin_add_overflow(seconds, second_of_day, &seconds)) {
    return std::nullopt;
  }
  return Time{seconds, *nanoseconds};
}

}  // namespace nmsgxx::text

#include "text/time.hpp"

#include <array>
#include <charconv>
#include <system_error>

#include "base/number.hpp"
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

// The reverse of put_date(), from the same page.
std::int64_t days_since_epoch(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/// Reads the parts of a time from the front of a text.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) noexcept : rest_(text) {}

  /// Reads a number between two bounds and, unless it is 0, the character that must follow it.
  bool number(std::int64_t& out, std::int64_t min, std::int64_t max, char separator = 0) noexcept {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    if (error != std::errc{} || out < min || out > max) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return separator == 0 || skip(separator);
  }
  bool skip(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

// Up to nine digits are a fraction of a second; ten are more than a second, which put_time() shows as they are.
std::optional<std::uint32_t> parse_nanoseconds(std::string_view digits) noexcept {
  constexpr std::size_t kDigits = 9;
  auto nanoseconds = base::parse_number<std::uint32_t>(digits);
  if (!nanoseconds) return std::nullopt;
  for (std::size_t i = digits.size(); i < kDigits; ++i) *nanoseconds *= 10;
  return nanoseconds;
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

char* put_presentation_time(char* out, std::int64_t seconds, std::uint32_t nanoseconds) noexcept {
  char* end = put_time(out, seconds, nanoseconds);
  char* const year = *out == '-' ? out + 1 : out;
  const char* first = year;
  while (*first == '0' && first[1] != '-') ++first;
  std::memmove(year, first, static_cast<std::size_t>(end - first));
  return end - (first - year);
}

std::optional<Time> parse_time(std::string_view text) noexcept {
  constexpr std::int64_t kYearMax = 300'000'000'000;  // a little more than 64 bits of seconds hold
  TimeReader reader(text);
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool valid = reader.number(year, -kYearMax, kYearMax, '-') && reader.number(month, 1, 12, '-') &&
                     reader.number(day, 1, 31, ' ') && reader.number(hour, 0, 23, ':') && reader.number(minute, 0, 59, ':') &&
                     reader.number(second, 0, 60);
  if (!valid) return std::nullopt;
  std::optional<std::uint32_t> nanoseconds = 0;
  if (reader.skip('.')) {
    nanoseconds = parse_nanoseconds(reader.rest());
  } else if (!reader.rest().empty()) {
    return std::nullopt;
  }
  if (!nanoseconds) return std::nullopt;
  // Counts from the end of the day that is nearer to 1970, for the first and the last day of the range are not whole.
  std::int64_t days = days_since_epoch(year, month, day);
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

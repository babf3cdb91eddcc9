#include "message/where/header_test.hpp"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "message/payload_text.hpp"
#include "message/same_name.hpp"
#include "message/where/constant.hpp"

namespace nmsgxx::where {
namespace {

std::uint64_t time_key(const PayloadView& payload) noexcept {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kNanoseconds - 5;  // five: time_nsec has 32 bits
  const std::int64_t seconds = std::clamp(payload.time_sec, -kMost, kMost);
  return key_of_signed(seconds * kNanoseconds + payload.time_nsec);
}

}  // namespace

const HeaderTest::Field HeaderTest::kFields[] = {
    {"vname", nullptr},
    {"mname", nullptr},
    {"vid", [](const PayloadView& p) -> std::optional<std::uint64_t> { return p.type.vid; }},
    {"msgtype", [](const PayloadView& p) -> std::optional<std::uint64_t> { return p.type.msgtype; }},
    {"time", [](const PayloadView& p) -> std::optional<std::uint64_t> { return time_key(p); }},
    {"source", [](const PayloadView& p) { return p.has_source ? std::optional<std::uint64_t>(p.source) : std::nullopt; }},
    {"operator",
     [](const PayloadView& p) { return p.has_operator ? std::optional<std::uint64_t>(p.operator_) : std::nullopt; }},
    {"group", [](const PayloadView& p) { return p.has_group ? std::optional<std::uint64_t>(p.group) : std::nullopt; }},
    {"size", [](const PayloadView& p) -> std::optional<std::uint64_t> { return p.bytes.size(); }},
};

bool HeaderTest::knows(std::string_view field) noexcept {
  return std::ranges::find(kFields, field, &Field::name) != std::end(kFields);
}

std::vector<std::string_view> HeaderTest::names() {
  std::vector<std::string_view> names;
  for (const Field& field : kFields) names.push_back(field.name);
  return names;
}

Result<HeaderTest> HeaderTest::make(const Comparison& comparison, const Aliases* aliases) {
  const Field& field = *std::ranges::find(kFields, comparison.field.text, &Field::name);
  if (comparison.op == Operator::exists) {
    return HeaderTest(field, Intervals({{0, std::numeric_limits<std::uint64_t>::max()}}));
  }
  if (field.number == nullptr) {
    if (comparison.op != Operator::equal) return fail_at(comparison.field.at, fmt::format("{} can be == != or in", field.name));
    std::vector<std::string> names;
    for (const Item& item : comparison.items) {
      if (item.last) return fail_at(item.last->at, "names have no ranges");
      names.push_back(item.first.text);
    }
    return HeaderTest(field, std::move(names));
  }
  const AliasTable* table = nullptr;
  if (aliases != nullptr && field.name == "operator") table = &aliases->operators;
  if (aliases != nullptr && field.name == "group") table = &aliases->groups;
  const auto read = [&](const Token& token) -> Result<Interval> {
    if (field.name == "time") return nanoseconds(token);
    const auto number = table == nullptr ? std::nullopt : table->number(token.text);
    if (number) return Interval{*number, *number};
    return whole_number(token, field.name == "size" ? FieldKind::uint64 : FieldKind::uint32);
  };
  return numbers_of(comparison, read).map([&](Intervals numbers) { return HeaderTest(field, std::move(numbers)); });
}

bool HeaderTest::holds(const PayloadView& payload, const MessageSchema* schema) const {
  if (field_->number != nullptr) {
    const auto number = field_->number(payload);
    return number && numbers_.contains(*number);
  }
  if (names_.empty()) return true;
  const auto names = message::names_of(payload.type, schema);
  const std::string_view name = field_->name == "vname" ? names.vendor : names.type;
  return std::ranges::any_of(names_, [&](std::string_view wanted) { return message::same_name(wanted, name); });
}

}  // namespace nmsgxx::where

#include "message/where/header_test.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "message/render/value_text.hpp"
#include "base/ascii.hpp"
#include "message/where/constant.hpp"
#include "text/payload_text.hpp"

namespace nmsgxx::where {
namespace {

constexpr std::string_view kTime = "time";

}  // namespace

const HeaderTest::Field HeaderTest::kFields[] = {
    {"vname", nullptr},
    {"mname", nullptr},
    {"vid", [](const PayloadView& p) -> std::optional<std::uint64_t> { return p.type.vid; }},
    {"msgtype", [](const PayloadView& p) -> std::optional<std::uint64_t> { return p.type.msgtype; }},
    {kTime, nullptr},
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
    return HeaderTest(field, Any{});
  }
  if (field.name == kTime) {
    return numbers_of<Instant>(comparison, instants).map([&](Instants wanted) { return HeaderTest(field, std::move(wanted)); });
  }
  if (field.number == nullptr) {
    if (comparison.op != Operator::equal) return fail_at(comparison.field.at, fmt::format("{} can be == != or in", field.name));
    Names names;
    for (const Item& item : comparison.items) {
      if (item.last) return fail_at(item.last->at, "names have no ranges");
      names.push_back(item.first.text);
    }
    return HeaderTest(field, std::move(names));
  }
  const AliasTable* table = nullptr;
  if (aliases != nullptr && field.name == "operator") table = &aliases->operators;
  if (aliases != nullptr && field.name == "group") table = &aliases->groups;
  const auto read = [&](const Token& token) -> Result<Number> {
    const auto number = table == nullptr ? std::nullopt : table->number(token.text);
    if (number) return Number{*number, *number};
    return whole_number(token, field.name == "size" ? FieldKind::uint64 : FieldKind::uint32);
  };
  return numbers_of<std::uint64_t>(comparison, read).map([&](Numbers wanted) { return HeaderTest(field, std::move(wanted)); });
}

bool HeaderTest::holds(const PayloadView& payload, const MessageSchema* schema) const {
  if (field_->number != nullptr) {
    const auto number = field_->number(payload);
    const auto* wanted = std::get_if<Numbers>(&wanted_);
    return number && (wanted == nullptr || wanted->contains(*number));
  }
  if (const auto* wanted = std::get_if<Instants>(&wanted_)) {
    return wanted->contains(instant(payload.time_sec, payload.time_nsec));
  }
  const auto* wanted = std::get_if<Names>(&wanted_);
  if (wanted == nullptr) return true;
  const auto names = message::names_of(payload.type, schema);
  const std::string_view name = field_->name == "vname" ? names.vendor : names.type;
  return std::ranges::any_of(*wanted, [&](std::string_view one) { return base::equal_ignoring_case(one, name); });
}

}  // namespace nmsgxx::where

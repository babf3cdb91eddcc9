#include "message/where/header_predicate.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "message/render/value_text.hpp"
#include "message/where/constant.hpp"

namespace nmsgxx::where {
namespace {

constexpr std::string_view kTime = "time";

}  // namespace

const HeaderPredicate::Field HeaderPredicate::kFields[] = {
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

bool HeaderPredicate::knows(std::string_view field) noexcept {
  return std::ranges::find(kFields, field, &Field::name) != std::end(kFields);
}

std::vector<std::string_view> HeaderPredicate::names() {
  std::vector<std::string_view> names;
  for (const Field& field : kFields) names.push_back(field.name);
  return names;
}

Result<HeaderPredicate> HeaderPredicate::make(const Comparison& comparison, const Aliases* aliases) {
  const Field& field = *std::ranges::find(kFields, comparison.field.text, &Field::name);
  if (comparison.op == Operator::exists) return HeaderPredicate(field, Present{});
  if (field.name == kTime) {
    return numbers_of<Time>(comparison, times).map([&](TimeSet wanted) { return HeaderPredicate(field, std::move(wanted)); });
  }
  if (field.number == nullptr) {
    if (comparison.op != Operator::equal) return bad_operator(comparison, "a name", "==, != or in");
    Names names;
    for (const Item& item : comparison.items) {
      if (item.last) return fail_at(item.last->at, "names have no ranges");
      names.push_back(item.first.text);
    }
    return HeaderPredicate(field, std::move(names));
  }
  const AliasTable* table = nullptr;
  if (aliases != nullptr && field.name == "operator") table = &aliases->operators;
  if (aliases != nullptr && field.name == "group") table = &aliases->groups;
  const auto read = [&](const Token& token) -> Result<NumberRange> {
    const auto number = table == nullptr ? std::nullopt : table->number(token.text);
    if (number) return NumberRange{*number, *number};
    return whole_number(token, field.name == "size" ? FieldKind::uint64 : FieldKind::uint32);
  };
  return numbers_of<std::uint64_t>(comparison, read).map([&](NumberSet wanted) {
    return HeaderPredicate(field, std::move(wanted));
  });
}

bool HeaderPredicate::holds(const PayloadView& payload, const MessageSchema* schema) const {
  if (field_->number != nullptr) {
    const auto number = field_->number(payload);
    const auto* wanted = std::get_if<NumberSet>(&wanted_);
    return number && (wanted == nullptr || wanted->contains(*number));
  }
  if (const auto* wanted = std::get_if<TimeSet>(&wanted_)) {
    return wanted->contains(normalized({payload.time_sec, payload.time_nsec}));
  }
  const auto* wanted = std::get_if<Names>(&wanted_);
  if (wanted == nullptr) return true;
  const auto names = message::names_of(payload.type, schema);
  const std::string_view name = field_->name == "vname" ? names.vendor : names.type;
  return std::ranges::any_of(*wanted, [&](std::string_view one) { return base::equal_ignoring_case(one, name); });
}

}  // namespace nmsgxx::where

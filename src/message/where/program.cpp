#include "message/where/program.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace nmsgxx::where {
namespace {

constexpr std::string_view kMessage = "message.";  // before the name of a field that a payload's header has, too

/// Returns how many letters must be replaced, inserted or deleted (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

tl::unexpected<Error> unknown_field(const Token& field, const Registry& registry) {
  constexpr std::size_t kNear = 2;
  constexpr std::size_t kLongestName = 64;
  std::set<std::string_view> near;
  const auto consider = [&](std::string_view name) {
    const auto [shorter, longer] = std::minmax({field.text.size(), name.size()});
    if (longer <= kLongestName && longer - shorter <= kNear && distance(field.text, name) <= kNear) near.insert(name);
  };
  for (const std::string_view name : HeaderPredicate::names()) consider(name);
  for (const MessageSchema* schema : registry.all()) {
    for (const Field& known : schema->fields()) consider(known.name);
  }
  const std::string hint = near.empty() ? "" : fmt::format("; there is {}", fmt::join(near, ", "));
  return fail_at(field.at, fmt::format("no message type has a field '{}'{}", field.text, hint));
}

}  // namespace

Result<Program> Program::compile(const Node& node, const Registry& registry, const Aliases* aliases) {
  Program program(registry, aliases);
  const auto first = program.add(node, kTrue, kFalse);
  if (!first) return tl::unexpected(first.error());
  program.first_ = *first;
  return program;
}

// Parts are added from the last to the first, because each must know the step after it.
Result<std::int32_t> Program::add(const Node& node, std::int32_t if_true, std::int32_t if_false) {
  switch (node.kind) {
    case Node::Kind::comparison: return add_comparison(node.comparison, if_true, if_false);
    case Node::Kind::none: return add(node.parts.front(), if_false, if_true);
    default: break;
  }
  const bool all = node.kind == Node::Kind::all;
  Result<std::int32_t> next = all ? if_true : if_false;
  for (auto part = node.parts.rbegin(); part != node.parts.rend() && next; ++part) {
    next = all ? add(*part, *next, if_false) : add(*part, if_true, *next);
  }
  return next;
}

Result<std::int32_t> Program::add_comparison(const Comparison& comparison, std::int32_t if_true, std::int32_t if_false) {
  if (HeaderPredicate::knows(comparison.field.text)) {
    auto predicate = HeaderPredicate::make(comparison, aliases_);
    if (!predicate) return tl::unexpected(predicate.error());
    steps_.push_back({std::move(*predicate), if_true, if_false});
  } else {
    auto predicate = field_predicate(comparison);
    if (!predicate) return tl::unexpected(predicate.error());
    steps_.push_back({std::move(*predicate), if_true, if_false});
  }
  return static_cast<std::int32_t>(steps_.size() - 1);
}

// A constant need make sense for one type only: types have enumerations of their own.
Result<FieldPredicate> Program::field_predicate(const Comparison& comparison) const {
  std::string_view name = comparison.field.text;
  if (name.starts_with(kMessage)) name.remove_prefix(kMessage.size());
  FieldPredicate out;
  std::optional<Error> error;
  for (const MessageSchema* schema : registry_->all()) {
    const auto field = schema->find(name);
    if (!field) continue;
    auto predicate = ValuePredicate::make(comparison, schema->fields()[*field], schema->layout().field_layouts[*field]);
    if (predicate) {
      out.types.push_back({schema, *field, std::move(*predicate)});
    } else if (!error) {
      error = predicate.error();
    }
  }
  if (!out.types.empty()) return out;
  if (error) return tl::unexpected(*error);
  return unknown_field(comparison.field, *registry_);
}

}  // namespace nmsgxx::where

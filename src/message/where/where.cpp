#include "nmsgxx/where.hpp"

#include <utility>

#include "message/schema/scratch.hpp"
#include "message/where/program.hpp"

namespace nmsgxx {

using where::FieldPredicate;
using where::HeaderPredicate;
using where::Program;

Result<Where> Where::compile(std::string_view text, const Registry& registry, const Aliases* aliases) {
  return where::parse(text)
      .and_then([&](const where::Node& node) { return Program::compile(node, registry, aliases); })
      .map([](Program program) { return Where(std::make_shared<const Program>(std::move(program))); });
}

class WhereMatcher::State {
 public:
  explicit State(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  bool matches(const PayloadView& payload) {
    schema_ = scratch_.find(program_->registry(), payload.type);
    parsed_ = false;
    std::int32_t at = program_->first();
    while (at >= 0) {
      const Program::Step& step = program_->steps()[static_cast<std::size_t>(at)];
      at = holds(step, payload) ? step.if_true : step.if_false;
    }
    return at == Program::kTrue;
  }

 private:
  bool holds(const Program::Step& step, const PayloadView& payload) {
    if (const auto* header = std::get_if<HeaderPredicate>(&step.predicate)) return header->holds(payload, schema_);
    const auto* field = std::get<FieldPredicate>(step.predicate).find(schema_);
    if (field == nullptr || !parse(payload)) return false;
    scratch_.dns_budget.start(payload.bytes.size());
    return any_value(*field);
  }

  /// Parses the message when that is first needed, and returns whether it can be read.
  bool parse(const PayloadView& payload) {
    if (!std::exchange(parsed_, true)) {
      readable_ = payload.has_bytes && scratch_.fields.parse(schema_->layout(), payload.bytes).has_value();
    }
    return readable_;
  }

  bool any_value(const FieldPredicate::OfType& field) {
    const message::FieldLayout& field_layout = field.schema->layout().field_layouts[field.field];
    const auto getter = field_layout.presentation_getter != nullptr || field_layout.slot != message::kNoSlot
                            ? field_layout.presentation_getter
                            : field_layout.json_getter;
    if (getter != nullptr) {
      const auto value = getter(scratch_.fields, scratch_);
      return value && field.predicate.holds(*value, scratch_);
    }
    bool any = false;
    scratch_.fields.for_each(field_layout.slot,
                             [&](const message::Value& value) { any = any || field.predicate.holds(value, scratch_); });
    return any;
  }

  std::shared_ptr<const Program> program_;
  message::Scratch scratch_;
  const MessageSchema* schema_ = nullptr;
  bool parsed_ = false;
  bool readable_ = false;
};

WhereMatcher::WhereMatcher(Where condition) : state_(std::make_unique<State>(std::move(condition.program_))) {}
WhereMatcher::~WhereMatcher() = default;
WhereMatcher::WhereMatcher(WhereMatcher&&) noexcept = default;

bool WhereMatcher::matches(const PayloadView& payload) {
  return state_->matches(payload);
}

}  // namespace nmsgxx

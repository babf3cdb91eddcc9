#include "nmsgxx/where.hpp"

#include <utility>

#include "message/schema/scratch.hpp"
#include "message/where/program.hpp"

namespace nmsgxx {

using where::FieldTest;
using where::HeaderTest;
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
    looked_ = false;
    std::int32_t at = program_->first();
    while (at >= 0) {
      const Program::Step& step = program_->steps()[static_cast<std::size_t>(at)];
      at = holds(step, payload) ? step.if_true : step.if_false;
    }
    return at == Program::kYes;
  }

 private:
  bool holds(const Program::Step& step, const PayloadView& payload) {
    if (const auto* header = std::get_if<HeaderTest>(&step.test)) return header->holds(payload, schema_);
    const auto* test = std::get<FieldTest>(step.test).find(schema_);
    if (test == nullptr || !look(payload)) return false;
    scratch_.dns_budget.start(payload.bytes.size());
    return any_value(*test);
  }

  /// Reads the message, once; false when it cannot be read.
  bool look(const PayloadView& payload) {
    if (!std::exchange(looked_, true)) {
      readable_ = payload.has_bytes && scratch_.fields.parse(schema_->layout(), payload.bytes).has_value();
    }
    return readable_;
  }

  bool any_value(const FieldTest::OfType& test) {
    const message::FieldLayout& field_layout = test.schema->layout().field_layouts[test.field];
    const auto getter = field_layout.presentation_getter != nullptr || field_layout.slot != message::kNoSlot
                            ? field_layout.presentation_getter
                            : field_layout.json_getter;
    if (getter != nullptr) {
      const auto value = getter(scratch_.fields, scratch_);
      return value && test.test.holds(*value, scratch_);
    }
    bool any = false;
    scratch_.fields.for_each(field_layout.slot,
                             [&](const message::Value& value) { any = any || test.test.holds(value, scratch_); });
    return any;
  }

  std::shared_ptr<const Program> program_;
  message::Scratch scratch_;
  const MessageSchema* schema_ = nullptr;
  bool looked_ = false;
  bool readable_ = false;
};

WhereMatcher::WhereMatcher(Where condition) : state_(std::make_unique<State>(std::move(condition.program_))) {}
WhereMatcher::~WhereMatcher() = default;
WhereMatcher::WhereMatcher(WhereMatcher&&) noexcept = default;

bool WhereMatcher::matches(const PayloadView& payload) {
  return state_->matches(payload);
}

}  // namespace nmsgxx

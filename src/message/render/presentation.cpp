#include "nmsgxx/presentation.hpp"

#include <array>
#include <utility>

#include "text/payload_text.hpp"
#include "message/render/presentation_record.hpp"
#include "message/render/presentation_value.hpp"
#include "message/render/raw_fields.hpp"
#include "message/render/value_text.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {
namespace {

using message::Plan;
using message::Value;

/// "[300] ", "[gamma] " or "[] "
void append_bracketed(std::uint32_t number, const AliasTable* aliases, text::Text& out) {
  out += '[';
  const auto alias = aliases == nullptr ? std::string_view{} : aliases->name(number);
  if (!alias.empty() && number != 0) {
    out += alias;
  } else if (number != 0) {
    message::append_number(number, out);
  }
  out += "] ";
}

void append_header(const PayloadView& payload, const text::TypeNames& names, std::string_view endline, const Aliases* aliases,
                   text::Text& out) {
  using namespace text;
  std::array<char, kNumberTextMax + kTimeAndTypeMax + kOperatorAndGroupMax + 17> line;
  char* end = text::put_number(text::put(line.data(), '['), payload.bytes.size());
  end = text::put_time_and_numbers(text::put(end, "] "), payload);
  out.append(line.data(), text::put(end, ' '));
  out.append(names.vendor).append(' ').append(names.type);
  end = text::put_hex(text::put(line.data(), "] ["), text::source_of(payload));
  out.append(line.data(), text::put(end, "] "));
  append_bracketed(text::operator_of(payload), aliases == nullptr ? nullptr : &aliases->operators, out);
  append_bracketed(text::group_of(payload), aliases == nullptr ? nullptr : &aliases->groups, out);
  out += endline;
}

void append_unknown(const PayloadView& payload, std::string_view endline, text::Text& out) {
  using namespace text;
  out += "<UNKNOWN NMSG ";
  message::append_number(payload.type.vid, out);
  out += ':';
  message::append_number(payload.type.msgtype, out);
  out.append(">").append(endline);
}

void append_fields(const Plan& plan, std::string_view endline, message::Workspace& workspace, text::Text& out) {
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    const Field& field = plan.fields[i];
    const message::Shown& shown = plan.shown[i];
    if (!field.presented) continue;
    const auto append = [&](const Value& value) { message::append_presented(field, shown, value, endline, workspace, out); };
    if (shown.presentation_getter == nullptr) {
      workspace.fields.for_each(shown.slot, append);
    } else if (const auto value = shown.presentation_getter(workspace.fields, workspace)) {
      append(*value);
    }
  }
}

}  // namespace

Result<void> message::PresentationRecord::read(const PayloadView& payload) {
  schema_ = workspace_.find(*registry_, payload.type);
  Result<void> result;
  if (schema_ == nullptr) {
    result = read_raw_fields(payload.bytes, workspace_.raw);
  } else if (payload.has_bytes) {
    result = workspace_.parse(schema_->plan(), payload.bytes);
  }
  readable_ = result.has_value();
  return result;
}

void message::PresentationRecord::append(const PayloadView& payload, text::Text& out) {
  append_header(payload, message::names_of(payload.type, schema_), endline_, aliases_, out);
  if (schema_ == nullptr) append_unknown(payload, endline_, out);
  if (!readable_) {
    out.append("<the message does not decode>").append(endline_);
  } else if (schema_ == nullptr) {
    append_raw_fields(workspace_.raw, endline_, out);
  } else if (!payload.has_bytes) {
    out.append("<no message>").append(endline_);
  } else {
    append_fields(schema_->plan(), endline_, workspace_, out);
  }
  out += '\n';
}

struct PresentationWriter::State {
  message::PresentationRecord record;
  text::Text text{};
};

PresentationWriter::PresentationWriter(const Registry& registry, std::string endline, const Aliases* aliases, PayloadText text)
    : state_(new State{{registry, std::move(endline), aliases, text}}) {}
PresentationWriter::~PresentationWriter() = default;
PresentationWriter::PresentationWriter(PresentationWriter&&) noexcept = default;

Result<void> PresentationWriter::append(const PayloadView& payload, std::string& out) {
  auto result = state_->record.read(payload);
  state_->text.clear();
  state_->record.append(payload, state_->text);
  out += state_->text.view();
  return result;
}

}  // namespace nmsgxx

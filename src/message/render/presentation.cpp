#include "nmsgxx/presentation.hpp"

#include <array>
#include <utility>

#include "message/render/payload_record.hpp"
#include "message/render/raw_fields.hpp"
#include "message/render/value_text.hpp"
#include "nmsgxx/message_type.hpp"
#include "text/payload_text.hpp"

namespace nmsgxx {
namespace {

using message::SchemaLayout;
using message::Value;

/// Appends "[300] ", "[gamma] " or "[] ".
void append_bracketed(std::uint32_t number, std::string_view alias, text::Text& out) {
  out += '[';
  if (!alias.empty()) {
    out += alias;
  } else if (number != 0) {
    message::append_number(number, out);
  }
  out += "] ";
}

void append_unknown(const PayloadView& payload, std::string_view endline, text::Text& out) {
  using namespace text;
  out += "<UNKNOWN NMSG ";
  message::append_number(payload.type.vid, out);
  out += ':';
  message::append_number(payload.type.msgtype, out);
  out.append(">").append(endline);
}

void append_fields(const SchemaLayout& layout, std::string_view endline, message::Scratch& scratch, text::Text& out) {
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const Field& field = layout.fields[i];
    const message::FieldLayout& field_layout = layout.field_layouts[i];
    if (!field.presented) continue;
    const auto append = [&](const Value& value) {
      message::append_presentation_value(field, field_layout, value, endline, scratch, out);
    };
    if (field_layout.presentation_getter == nullptr) {
      scratch.fields.for_each(field_layout.slot, append);
    } else if (const auto value = field_layout.presentation_getter(scratch.fields, scratch)) {
      append(*value);
    }
  }
}

}  // namespace

void message::PresentationRecord::append_header(const PayloadView& payload, text::Text& out) const {
  using namespace text;
  std::array<char, kNumberTextMax + kTimeAndTypeMax + kOperatorAndGroupMax + 17> line;
  const TypeNames names = names_of(payload.type, schema_);
  char* end = text::put_number(text::put(line.data(), '['), payload.bytes.size());
  end = text::put_time_and_numbers(text::put(end, "] "), payload);
  out.append(line.data(), text::put(end, ' '));
  out.append(names.vendor).append(' ').append(names.type);
  end = text::put_hex(text::put(line.data(), "] ["), text::source_of(payload));
  out.append(line.data(), text::put(end, "] "));
  const std::uint32_t operator_ = text::operator_of(payload);
  append_bracketed(operator_, operator_alias(operator_), out);
  const std::uint32_t group = text::group_of(payload);
  append_bracketed(group, group_alias(group), out);
  out += endline_;
}

void message::PresentationRecord::append(const PayloadView& payload, text::Text& out) {
  append_header(payload, out);
  if (schema_ == nullptr) append_unknown(payload, endline_, out);
  if (!readable_) {
    out.append("<the message does not decode>").append(endline_);
  } else if (schema_ == nullptr) {
    append_raw_fields(scratch_.raw, endline_, out);
  } else if (!payload.has_bytes) {
    out.append("<no message>").append(endline_);
  } else {
    append_fields(schema_->layout(), endline_, scratch_, out);
  }
  out += '\n';
}

struct PresentationWriter::State : message::RecordWriter<message::PresentationRecord> {};

PresentationWriter::PresentationWriter(const Registry& registry, std::string endline, const Aliases* aliases, PayloadText text)
    : state_(new State{{{registry, std::move(endline), aliases, text}}}) {}
PresentationWriter::~PresentationWriter() = default;
PresentationWriter::PresentationWriter(PresentationWriter&&) noexcept = default;

Result<void> PresentationWriter::append(const PayloadView& payload, std::string& out) {
  return state_->append(payload, out);
}

}  // namespace nmsgxx

#include "text/payload_text.hpp"

namespace nmsgxx::text {
namespace {

std::string_view or_unknown(std::string_view name) noexcept {
  return name.empty() ? "(unknown)" : name;
}

char* put_bracketed(char* out, std::uint32_t number) noexcept {
  out = put(out, '[');
  if (number != 0) out = put_number(out, number);
  return put(out, ']');
}

}  // namespace

TypeNames registered_names(MessageType type) noexcept {
  return {or_unknown(vendor_name(type.vid)), or_unknown(type_name(type))};
}

char* put_time_and_numbers(char* out, const PayloadView& payload) noexcept {
  out = put_presentation_time(put(out, '['), payload.time_sec, payload.time_nsec);
  out = put_number(put(out, "] ["), payload.type.vid);
  return put_number(put(out, ':'), payload.type.msgtype);
}

char* put_time_and_type(char* out, const PayloadView& payload) noexcept {
  out = put_time_and_numbers(out, payload);
  out = put(put(out, ' '), or_unknown(vendor_name(payload.type.vid)));
  out = put(put(out, ' '), or_unknown(type_name(payload.type)));
  return put(out, ']');
}

char* put_operator_and_group(char* out, const PayloadView& payload) noexcept {
  out = put_bracketed(out, operator_of(payload));
  return put_bracketed(put(out, ' '), group_of(payload));
}

}  // namespace nmsgxx::text

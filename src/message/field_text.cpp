#include "message/field_text.hpp"

#include <google/protobuf/descriptor.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <limits>

#include "message/address_text.hpp"
#include "message/field_form.hpp"
#include "message/text.hpp"

namespace nmsgxx::message {
namespace {

using google::protobuf::FieldDescriptor;

template <std::integral T>
void append_number(T number, std::string& out) {
  std::array<char, kNumberTextMax> text;
  out.append(text.data(), put_number(text.data(), number));
}

void append_double(double number, std::string& out) {
  constexpr int kDecimals = 6;
  std::array<char, std::numeric_limits<double>::max_exponent10 + kDecimals + 3> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, kDecimals);
  out.append(text.data(), written.ptr);
}

void append_enum(const FieldDescriptor& field, int number, std::string& out) {
  if (const auto* known = field.enum_type()->FindValueByNumber(number)) {
    out += known->name();
    return;
  }
  out += "<UNKNOWN ENUM VAL=";
  append_number(static_cast<std::uint32_t>(number), out);
  out += '>';
}

/// Up to the first NUL.
std::string_view text_of(Bytes octets) noexcept {
  const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
  return text.substr(0, text.find('\0'));
}

void append_address(Bytes address, std::string& out) {
  std::array<char, kAddressTextMax> text;
  out.append(text.data(), put_ip(text.data(), address));
}

void append_octets(Bytes octets, FieldForm form, std::string& out) {
  if (form == FieldForm::text) {
    out += text_of(octets);
  } else if (form == FieldForm::address) {
    append_address(octets, out);
  } else {
    out += "<BYTE ARRAY LEN=";
    append_number(octets.size(), out);
    out += '>';
  }
}

void append_value(const FieldDescriptor& field, const wire::Field& value, FieldForm form, std::string& out) {
  const bool half = form == FieldForm::half;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return half ? append_number(static_cast<std::int16_t>(value.value), out)
                  : append_number(static_cast<std::int32_t>(value.value), out);
    case FieldDescriptor::CPPTYPE_UINT32:
      return half ? append_number(static_cast<std::uint16_t>(value.value), out)
                  : append_number(static_cast<std::uint32_t>(value.value), out);
    case FieldDescriptor::CPPTYPE_INT64: return append_number(static_cast<std::int64_t>(value.value), out);
    case FieldDescriptor::CPPTYPE_UINT64: return append_number(value.value, out);
    case FieldDescriptor::CPPTYPE_BOOL: out += value.value != 0 ? "True" : "False"; return;
    case FieldDescriptor::CPPTYPE_DOUBLE: return append_double(std::bit_cast<double>(value.value), out);
    case FieldDescriptor::CPPTYPE_ENUM: return append_enum(field, static_cast<int>(value.value), out);
    default: return append_octets(value.bytes, form, out);
  }
}

}  // namespace

void append_field(const FieldDescriptor& field, const wire::Field& value, std::string_view endline, std::string& out) {
  const FieldForm form = field_form(field.name());
  out += field.name();
  if (form == FieldForm::lines) {
    out.append(":").append(endline).append(text_of(value.bytes)).append(".");
  } else {
    out += ": ";
    append_value(field, value, form, out);
  }
  out += endline;
}

char* put_ip(char* out, Bytes address) noexcept {
  if (address.size() == 4 || address.size() == 16) return put_address(out, address);
  return put(put_number(put(out, "<INVALID IP len="), address.size()), '>');
}

}  // namespace nmsgxx::message

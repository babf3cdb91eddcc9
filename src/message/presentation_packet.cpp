#include <array>
#include <cstdint>
#include <optional>

#include "message/known_fields.hpp"
#include "message/presentation_fields.hpp"
#include "message/text.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

void append_type(std::uint32_t type, std::string_view endline, std::string& out) {
  out += "payload_type: ";
  if (type == kPayloadTypeIp) {
    out += "IP";
  } else {
    std::array<char, kNumberTextMax> number;
    out += "<UNKNOWN ENUM VAL=";
    out.append(number.data(), put_number(number.data(), type));
    out += '>';
  }
  out += endline;
}

void append_size(std::size_t size, std::string_view endline, std::string& out) {
  std::array<char, kNumberTextMax> number;
  out += "payload: <BYTE ARRAY LEN=";
  out.append(number.data(), put_number(number.data(), size));
  out += '>';
  out += endline;
}

}  // namespace

bool append_packet_fields(Bytes message, std::string_view endline, std::string& out) {
  std::optional<std::uint32_t> type;
  std::optional<std::size_t> size;
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (cursor.next(field)) return false;
    if (field.is(packet_field::kPayloadType, WireType::varint)) type = static_cast<std::uint32_t>(field.value);
    if (field.is(packet_field::kPayload, WireType::bytes)) size = field.bytes.size();
  }
  if (!type || !size) return false;
  append_type(*type, endline, out);
  append_size(*size, endline, out);
  return true;
}

}  // namespace nmsgxx::message

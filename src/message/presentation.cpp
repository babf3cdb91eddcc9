#include "nmsgxx/presentation.hpp"

#include <array>

#include "message/payload_text.hpp"
#include "message/presentation_fields.hpp"
#include "message/schema.hpp"
#include "message/text.hpp"
#include "nmsgxx/message_type.hpp"

namespace nmsgxx {
namespace {

void append_header(const PayloadView& payload, std::string_view endline, std::string& out) {
  using namespace message;
  std::array<char, kNumberTextMax + kTimeAndTypeMax + kOperatorAndGroupMax + 17> line;
  char* end = put_number(put(line.data(), '['), payload.bytes.size());
  end = put_time_and_type(put(end, "] "), payload);
  end = put_hex(put(end, " ["), source_of(payload));
  end = put_operator_and_group(put(end, "] "), payload);
  out.append(line.data(), put(end, ' '));
  out += endline;
}

void append_unknown(MessageType type, std::string_view endline, std::string& out) {
  using namespace message;
  std::array<char, 2 * kNumberTextMax + 17> line;
  char* end = put_number(put(line.data(), "<UNKNOWN NMSG "), type.vid);
  end = put_number(put(end, ':'), type.msgtype);
  out.append(line.data(), put(end, '>'));
  out += endline;
}

bool append_fields(MessageType type, const google::protobuf::Descriptor& schema, Bytes message, std::string_view endline,
                   std::string& out) {
  if (type == kBasePacket) return message::append_packet_fields(message, endline, out);
  if (type == kBaseIpconn) return message::append_ipconn_fields(message, endline, out);
  return message::append_schema_fields(schema, message, endline, out);
}

}  // namespace

void append_presentation(const PayloadView& payload, std::string_view endline, std::string& out) {
  append_header(payload, endline, out);
  const auto* schema = message::schema_of(payload.type);
  if (schema == nullptr) {
    append_unknown(payload.type, endline, out);
  } else if (!payload.has_bytes) {
    out.append("<no message>").append(endline);
  } else if (!append_fields(payload.type, *schema, payload.bytes, endline, out)) {
    out.append("<the message does not decode>").append(endline);
  }
  out += '\n';
}

}  // namespace nmsgxx

#pragma once

#include <string>
#include <string_view>

#include "nmsgxx/bytes.hpp"

namespace google::protobuf {
class Descriptor;
}

namespace nmsgxx::message {

/// Each appends a line for each field.
///
/// @return whether the message decodes; nothing was appended when it does not
bool append_packet_fields(Bytes message, std::string_view endline, std::string& out);
bool append_ipconn_fields(Bytes message, std::string_view endline, std::string& out);

/// For all other types: in the order of the schema, with numbers, addresses and text recognised and all other octets counted.
bool append_schema_fields(const google::protobuf::Descriptor& schema, Bytes message, std::string_view endline,
                          std::string& out);

}  // namespace nmsgxx::message

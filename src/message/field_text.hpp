#pragma once

#include <string>
#include <string_view>

#include "wire/cursor.hpp"

namespace google::protobuf {
class FieldDescriptor;
}

namespace nmsgxx::message {

/// Appends a field as presentation shows it, such as "srcport: 443".  Not for fields that are messages.
void append_field(const google::protobuf::FieldDescriptor& field, const wire::Field& value, std::string_view endline,
                  std::string& out);

/// Writes an address, or how many octets it has when that is not 4 or 16: less than kAddressTextMax.
char* put_ip(char* out, Bytes address) noexcept;

}  // namespace nmsgxx::message

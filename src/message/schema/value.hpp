#pragma once

#include <cstdint>

#include <google/protobuf/descriptor.h>

#include "nmsgxx/bytes.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {

/// One value of a field, in the same form for all encodings.
///
/// Lifetime: the bytes are a view of the message, or of what produced them.
struct Value {
  std::uint64_t number = 0;  ///< signed numbers are extended to 64 bits; a double is its bits
  Bytes bytes{};             ///< data() is null when a stored field is empty
};

/// How texts show the values of a field whose kind alone does not say it.
enum class ValueFormat : std::uint8_t {
  plain,        ///< as the kind says
  dns_name,     ///< bytes: a domain name
  rrtype,       ///< number: a type of DNS records
  rrclass,      ///< number: a class of DNS records
  sie_rrclass,  ///< number: the same, but all classes without a name look alike
  rdata,        ///< bytes: rdata of the message's own rrtype and rrclass
  rcode,        ///< number: a DNS response code
  protocol,     ///< number: an IP protocol
  dns_block,    ///< bytes: a DNS message; a block of lines in presentation form, base64 in JSON
  dns_json,     ///< bytes: a DNS message; an object in JSON
  dns_text,     ///< bytes: a DNS message; a block of lines in presentation form, the same as a string in JSON
  hex,          ///< number, in hexadecimal
  time,         ///< number: seconds since 1970
  ncap,         ///< bytes: the packet of a base:ncap message; a block of lines in presentation form
  encoded,      ///< bytes: the data of a base:encode message; an object in JSON
};

/// Returns the wire type of a field's values that are not packed.
wire::WireType wire_type_of(google::protobuf::FieldDescriptor::Type type) noexcept;

/// Converts a field that was read from the wire to the value that its type gives it.
Value decode_value(google::protobuf::FieldDescriptor::Type type, const wire::Field& field) noexcept;

/// Converts Value::number to the number that is written to the wire.
std::uint64_t encode_number(google::protobuf::FieldDescriptor::Type type, std::uint64_t number) noexcept;

}  // namespace nmsgxx::message

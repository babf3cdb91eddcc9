#pragma once

#include <cstdint>
#include <optional>

#include "message/schema/value.hpp"

namespace nmsgxx::message {

class MessageFields;
struct Scratch;

/// How a field's value is written where that does not follow from its kind.
enum class ValueFormat : std::uint8_t {
  plain,
  dns_name,     ///< octets that are a domain name
  rrtype,       ///< a number that is a type of DNS records
  rrclass,      ///< a number that is a class of DNS records
  sie_rrclass,  ///< the same; unknown ones are not told apart
  rdata,        ///< octets that are rdata of the message's rrtype and rrclass
  rcode,        ///< a number that is a DNS response code
  protocol,     ///< a number that is an IP protocol
  dns_block,    ///< octets that are a DNS message, in presentation a block of lines
  dns_json,     ///< the same, in JSON an object
  dns_text,     ///< the same, in JSON the block as a string
  hex,          ///< a number, in hexadecimal
  clock,        ///< seconds since 1970
  ncap,         ///< the packet of a base:ncap message, in presentation a block of lines
  encoded,      ///< the data of a base:encode message, in JSON an object
};

/// Computes a field's value from other fields.  What it returns lives until the next call with the same scratch.
using Getter = std::optional<Value> (*)(const MessageFields& fields, Scratch& scratch);

}  // namespace nmsgxx::message

#pragma once

#include <cstddef>
#include <string>

#include "dns/dns_message.hpp"
#include "dns/rrset.hpp"
#include "text/text.hpp"

// The texts of DNS messages, those of libnmsg (docs/compatibility.md).
namespace nmsgxx::dns {

/// Replaces `out` by a block of lines in the manner of dig.
///
/// @param most  the longest text that is wanted, in bytes
/// @return false when the text is longer: `out` then holds a part of it that is little longer
bool write_message_text(const DnsMessage& message, std::size_t most, std::string& out);

/// Memory that is kept from message to message.
struct JsonMemory {
  RrsetIndex index;
  std::string part;
};

/// Replaces `out` by a JSON object, with records that differ only in rdata and TTL as one set.  Takes time in proportion to the
/// message and the text.  Parameters and result are those of write_message_text().
bool write_message_json(const DnsMessage& message, std::size_t most, JsonMemory& memory, text::Text& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <string>

#include "dns/dns_message.hpp"
#include "dns/rrset.hpp"
#include "text/text.hpp"

// DNS messages as libnmsg shows them (docs/compatibility.md).
namespace nmsgxx::dns {

/// Replaces `out` by a block of lines in the style of dig.
///
/// @param max_size  the most bytes that the text may have
/// @return false when the text is longer; `out` then has a part of it that is little longer than `max_size`
bool write_message_text(const DnsMessage& message, std::size_t max_size, std::string& out);

/// Memory of write_message_json() that is kept from message to message.
struct JsonMemory {
  RrsetIndex index;
  std::string part;
};

/// Replaces `out` by a JSON object in which records that differ only in rdata and TTL are one set.  Takes time in proportion to
/// the message and the text.  Parameters and result are those of write_message_text().
bool write_message_json(const DnsMessage& message, std::size_t max_size, JsonMemory& memory, text::Text& out);

}  // namespace nmsgxx::dns

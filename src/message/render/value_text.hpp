#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "message/schema/message_fields.hpp"
#include "message/schema/schema_layout.hpp"
#include "message/schema/scratch.hpp"
#include "text/payload_text.hpp"
#include "text/put.hpp"
#include "text/text.hpp"

// Texts of values that presentation and JSON have in common.
namespace nmsgxx::message {

using text::append_number;

/// The names of a message type: those of its schema or, without one, the registered ones.
text::TypeNames names_of(MessageType type, const MessageSchema* schema) noexcept;

/// One of the whole kinds, as wide and as signed as the kind says.
void append_integer(FieldKind kind, std::uint64_t number, text::Text& out);

/// With six decimals; @param octets of a double
void append_real(std::uint64_t octets, text::Text& out);

/// In hexadecimal, without zeros at the front.
void append_hex(std::uint64_t number, text::Text& out);

/// Seconds since 1970 as "2023-11-14 22:13:20".
void append_seconds(std::uint64_t seconds, text::Text& out);

/// An address, or "<INVALID IP len=5>".
void append_address(Bytes address, text::Text& out);

/// A name, or "CLASS7".
void append_class_text(std::uint16_t rrclass, text::Text& out);

/// A record's data by the message's own rrtype and rrclass; as data of an unknown type when it does not tell them.  Spends the
/// scratch's budget, and ends with a mark when that is used up.
void append_rdata(Scratch& scratch, Bytes rdata, text::Text& out);

/// A domain name.
void append_name(Scratch& scratch, Bytes name, text::Text& out);

/// The block of lines, or the object in JSON, that shows a DNS message.  Spends the scratch's budget.
///
/// Lifetime: the text is in the scratch and is valid until the next call.
/// @return nothing when the message does not decode, or its text is longer than the budget
std::optional<std::string_view> dns_block(Scratch& scratch, Bytes message);
std::optional<std::string_view> dns_object(Scratch& scratch, Bytes message);

/// Empty when the number has no name.
std::string_view enum_name(const FieldLayout& field_layout, std::uint64_t number) noexcept;

/// UDP, TCP and ICMP; empty for others.
std::string_view protocol_name(std::uint64_t protocol) noexcept;

/// Whether octets are short enough for a name, and not empty.
bool shows_name(Bytes name) noexcept;

/// Octets that are text, up to the first NUL.
std::string_view up_to_nul(Bytes octets) noexcept;

}  // namespace nmsgxx::message

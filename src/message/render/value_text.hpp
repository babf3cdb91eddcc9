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

// Values as text, in presentation form and in JSON.
namespace nmsgxx::message {

using text::append_number;

/// Returns the names of a message type: those of its schema or, without one, the registered ones.
text::TypeNames names_of(MessageType type, const MessageSchema* schema) noexcept;

/// Appends what JSON shows of one value of a field.
void append_json_value(const Field& field, const FieldLayout& field_layout, const Value& value, Scratch& scratch,
                       text::Text& out);

/// Appends what presentation form shows of one value of a field: a line in most cases, a block of lines, or nothing.
void append_presentation_value(const Field& field, const FieldLayout& field_layout, const Value& value,
                               std::string_view endline, Scratch& scratch, text::Text& out);

// Parts of these texts:

/// Appends a number of an integer kind, with the width and the sign of the kind.
void append_integer(FieldKind kind, std::uint64_t number, text::Text& out);

/// Appends a real number with six decimals.
///
/// @param bits  of the double
void append_real(std::uint64_t bits, text::Text& out);

/// Appends a number in hexadecimal, without leading zeros.
void append_hex(std::uint64_t number, text::Text& out);

/// Appends seconds since 1970 as "2023-11-14 22:13:20".
void append_seconds(std::uint64_t seconds, text::Text& out);

/// Appends an address, or "<INVALID IP len=5>" for bytes of any other size.
void append_address(Bytes address, text::Text& out);

/// Appends the name of a class of DNS records, or "CLASS7".
void append_rrclass_name(std::uint16_t rrclass, text::Text& out);

/// Appends rdata of the message's own rrtype and rrclass, or of an unknown type when the message lacks them.  Spends the budget
/// of the scratch memory; text that exceeds it ends with a mark.
void append_rdata(Scratch& scratch, Bytes rdata, text::Text& out);

/// Appends a domain name.
void append_name(Scratch& scratch, Bytes name, text::Text& out);

/// Return a DNS message as a block of lines, or as a JSON object.  Spend the budget of the scratch memory.
///
/// Lifetime: the text is in the scratch memory and is valid until the next call.
/// @return nothing when the message does not decode, or its text is longer than the budget
std::optional<std::string_view> dns_block(Scratch& scratch, Bytes message);
std::optional<std::string_view> dns_object(Scratch& scratch, Bytes message);

/// Returns the name of an enumeration's value; empty when it has none.
std::string_view enum_name(const FieldLayout& field_layout, std::uint64_t number) noexcept;

/// Convert between the number and the name of an IP protocol, which only ICMP, TCP and UDP have.
std::string_view protocol_name(std::uint64_t protocol) noexcept;
std::optional<std::uint64_t> protocol_by_name(std::string_view name) noexcept;

/// Whether bytes can be a domain name: they are neither empty nor too long.
bool has_name_size(Bytes name) noexcept;

/// Returns bytes that are text, up to the first NUL.
std::string_view up_to_nul(Bytes bytes) noexcept;

}  // namespace nmsgxx::message

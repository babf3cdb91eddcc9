#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

// The rdata of resource records, its names uncompressed, and its text.  Both are those of wdns (docs/compatibility.md).
namespace nmsgxx::dns {

/// The most bytes that a record's data has (RFC 1035, section 3.2.1).
inline constexpr std::size_t kRdataMax = 65'535;

/// Appends the text.  Octets behind the last field are not shown, nor is rdata of a type that belongs to another class; where
/// the octets are none of the type's, a mark ends the text.
///
/// @param most  beyond this size of `out`, a mark ends the text of type bitmaps, the only field that can grow more than tenfold
void append_rdata(Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass, std::size_t most, std::string& out);

/// Appends the octets that a text stands for.  Fields may be missing at the end, but nothing may be left over.  What there is
/// for a class that the type does not belong to, and for an OPT record, is empty.
///
/// Errors: Errc::bad_argument; nothing is appended then.
Result<void> parse_rdata(std::string_view text, std::uint16_t rrtype, std::uint16_t rrclass, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

// The data of resource records: from a message, to text and from text.  Wire form and text are those of wdns
// (docs/compatibility.md); outside a message, names in rdata are uncompressed.
namespace nmsgxx::dns {

/// The most bytes of rdata (RFC 1035, section 3.2.1).
inline constexpr std::size_t kRdataMax = 65'535;

/// Appends the text of rdata.  Bytes after the last field are not shown, and rdata of a type that the class does not have is
/// empty text.  Where the rdata is malformed, the text ends with a parse error.
///
/// @param max_size  the size of `out` above which the text of a type bitmap, the only field that can grow more than tenfold,
/// ends
///                  with a parse error
void append_rdata(Bytes rdata, std::uint16_t rrtype, std::uint16_t rrclass, std::size_t max_size, std::string& out);

/// Appends the rdata that a text stands for.  Fields may be missing at the end, but no text may be left over.  Rdata of a type
/// that the class does not have must be empty; rdata of OPT records cannot be parsed.
///
/// Errors: Errc::bad_argument; `out` is then unchanged.
Result<void> parse_rdata(std::string_view text, std::uint16_t rrtype, std::uint16_t rrclass, std::vector<std::byte>& out);

/// Where rdata is in a message, and of what type and class.  The message must contain all of it.
struct RdataPlace {
  std::size_t offset;
  std::size_t size;
  std::uint16_t rrtype;
  std::uint16_t rrclass;
};

/// Appends the rdata at a place in a message with its names uncompressed.  Rdata of a type whose fields are known must consist
/// of whole fields: some may be missing at the end, but no bytes may be left over.
///
/// Errors: Errc::bad_length, with the offset in `message`; `out` then ends with bytes that the caller must drop.
Result<void> unpack_rdata(Bytes message, const RdataPlace& place, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dns/bytes.hpp"
#include "dns/text_reader.hpp"

// The fields of rdata that have a structure of their own: type bitmaps, service parameters and EDNS options.  What ends the
// text of a field early is an RdataError.
namespace nmsgxx::dns {

/// Why the text of rdata ends early.  Texts show the numbers, which are those of wdns.
enum class RdataError : std::uint8_t {
  none = 0,
  bad_label = 3,         ///< a label is too long, or the name has no end
  long_name = 8,         ///< a name has more than 255 bytes
  bad_value = 12,        ///< the value of a service parameter or an option is malformed
  text_too_long = 0xFE,  ///< the text exceeds its bound; shown without a number
  truncated = 0xFF,      ///< the rdata ends inside the field; shown without a number
};

/// Appends what texts show instead of the rest of the rdata: " ### PARSE ERROR ###" or " ### PARSE ERROR #3 ###".
void append_parse_error(RdataError error, std::string& out);

/// The most bytes of a window in a type bitmap.
inline constexpr std::size_t kBitmapMax = 32;

/// Takes the type bitmap of an NSEC record or its like (RFC 4034, section 4.1.2) from rdata and appends the names of the types.
///
/// @param max_size  the size of `out` above which the text is given up
RdataError append_type_bitmap(ByteReader& rdata, std::size_t max_size, std::string& out);

/// Appends the bitmap of types, which may be named in any order.
///
/// @return false when a name is unknown
bool parse_type_bitmap(std::string_view names, std::vector<std::byte>& out);

/// Takes the parameters of an SVCB or HTTPS record (RFC 9460) from rdata and appends their text: `alpn="h2,h3" port=443 `.
RdataError append_service_params(ByteReader& rdata, std::string& out);

/// Appends the parameters that the rest of a text stands for.
///
/// @return false when the text is malformed; `out` then ends with bytes that the caller must drop
bool parse_service_params(TextReader& text, std::vector<std::byte>& out);

/// Whether bytes are service parameters whose values have the sizes that their keys require.
bool are_service_params(Bytes bytes) noexcept;

/// Takes an option from the rdata of an OPT record (RFC 6891, section 6.1.2) and appends its text in the style of dig.  When
/// the option is malformed, takes all that is left and appends a parse error instead.
void append_edns_option(ByteReader& options, std::string& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dns/fault.hpp"
#include "dns/octet_reader.hpp"
#include "dns/text_reader.hpp"

// The parameters of SVCB and HTTPS records (RFC 9460).
namespace nmsgxx::dns {

/// Appends their text, "alpn="h2,h3" port=443 ".
Fault append_params(OctetReader& rdata, std::string& out);

/// Appends the octets of such a text, up to its end.
///
/// @return false when it is none; what was appended is of no use then
bool parse_params(TextReader& text, std::vector<std::byte>& out);

/// Whether the octets are parameters whose values have the sizes that their keys ask for.
bool good_params(Bytes octets) noexcept;

}  // namespace nmsgxx::dns

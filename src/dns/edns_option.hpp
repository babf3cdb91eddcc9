#pragma once

#include <string>

#include "dns/octet_reader.hpp"

namespace nmsgxx::dns {

/// Takes an option off the rdata of an OPT record (RFC 6891, section 6.1.2) and appends its text in the manner of dig.  A mark
/// stands in the place of an option that is none, and of all that are behind it.
void append_edns_option(OctetReader& options, std::string& out);

}  // namespace nmsgxx::dns

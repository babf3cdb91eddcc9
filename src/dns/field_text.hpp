#pragma once

#include <cstddef>
#include <string>

#include "dns/fault.hpp"
#include "dns/octet_reader.hpp"
#include "dns/rdata_layout.hpp"

namespace nmsgxx::dns {

/// Takes a field off rdata that is not empty and appends its text, with a blank after it where another may follow.
///
/// @param most  see append_rdata()
Fault append_field(RdataField field, OctetReader& rdata, std::size_t most, std::string& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <vector>

#include "dns/rdata_layout.hpp"
#include "dns/text_reader.hpp"

namespace nmsgxx::dns {

/// Takes a field off a text that is not empty and appends its octets.
///
/// @return false when it is none; what was appended is of no use then
bool parse_field(RdataField field, TextReader& text, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns

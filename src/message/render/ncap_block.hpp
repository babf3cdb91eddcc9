#pragma once

#include <string_view>

#include "message/schema/scratch.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Appends what presentation shows of a base:ncap message's packet: who sent it to whom, and the DNS message in it.
void append_ncap_block(Scratch& scratch, std::string_view endline, text::Text& out);

}  // namespace nmsgxx::message

#pragma once

#include <string_view>

#include "text/text.hpp"
#include "message/schema/workspace.hpp"

namespace nmsgxx::message {

/// Appends what presentation shows of a base:ncap message's packet: who sent it to whom, and the DNS message in it.
void append_ncap_block(Workspace& workspace, std::string_view endline, text::Text& out);

}  // namespace nmsgxx::message

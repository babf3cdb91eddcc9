#pragma once

#include <string>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// The three text forms of a 5-tuple.  `payload` gives time, type, source, operator and group, of which 0 is the same as none;
/// entry `i` must be valid.

/// Two lines:
///     [2015-02-22 06:58:30.032007000] [1:12 base packet] [0000000a] [] []
///     173.192.82.195.80 --> 10.0.1.51.59451 (6)
void append_tuple_text(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);

/// One JSON object in a line, with the keys time, proto, srcip, srcport, dstip, dstport, and source (eight hex digits),
/// operator, group when the payload has them.
void append_tuple_json(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);

/// One line of comma-separated values in the order of kTupleCsvHeader.
void append_tuple_csv(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);
inline constexpr const char* kTupleCsvHeader = "time,proto,srcip,srcport,dstip,dstport,source,operator,group\n";

}  // namespace nmsgxx

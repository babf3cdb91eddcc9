#pragma once

#include <string>

#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// The three text forms of a five-tuple.  Each function appends entry `i`, which must be valid.  The time, message type,
/// source, operator and group are those of `payload`; a source, operator or group of 0 counts as absent.

/// Appends two lines:
///     [2015-02-22 06:58:30.032007000] [1:12 base packet] [0000000a] [] []
///     173.192.82.195.80 --> 10.0.1.51.59451 (6)
void append_tuple_text(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);

/// Appends a line with a JSON object.  Its keys are time, proto, srcip, srcport, dstip and dstport, and where present source
/// (eight hexadecimal digits), operator and group.
void append_tuple_json(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);

/// Appends a line of comma-separated values in the order of kTupleCsvHeader.
void append_tuple_csv(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out);
inline constexpr const char* kTupleCsvHeader = "time,proto,srcip,srcport,dstip,dstport,source,operator,group\n";

}  // namespace nmsgxx

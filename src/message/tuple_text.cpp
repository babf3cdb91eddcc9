#include "nmsgxx/tuple_text.hpp"

#include <array>

#include "message/address_text.hpp"
#include "message/payload_text.hpp"
#include "message/text.hpp"

namespace nmsgxx {
namespace {

using message::group_of;
using message::operator_of;
using message::put;
using message::put_address;
using message::put_hex;
using message::put_number;
using message::source_of;

// Words and brackets of any of the forms have 128 characters at most.
using Record = std::array<char, message::kTimeAndTypeMax + 2 * message::kAddressTextMax + 6 * message::kNumberTextMax + 128>;

char* put_source(char* out, const PayloadView& payload) noexcept {
  return source_of(payload) == 0 ? out : put_hex(out, source_of(payload));
}

char* put_unless_0(char* out, std::uint32_t number) noexcept {
  return number == 0 ? out : put_number(out, number);
}

}  // namespace

void append_tuple_text(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = message::put_time_and_type(record.data(), payload);
  end = put_source(put(end, " ["), payload);
  end = message::put_operator_and_group(put(end, "] "), payload);
  end = put_address(put(end, '\n'), tuples.source_address(i));
  end = put_number(put(end, '.'), tuples.source_port[i]);
  end = put_address(put(end, " --> "), tuples.destination_address(i));
  end = put_number(put(end, '.'), tuples.destination_port[i]);
  end = put_number(put(end, " ("), tuples.protocol[i]);
  out.append(record.data(), put(end, ")\n"));
}

void append_tuple_json(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = message::put_time(put(record.data(), R"({"time":")"), payload.time_sec, payload.time_nsec);
  end = put_number(put(end, R"(","proto":)"), tuples.protocol[i]);
  end = put_address(put(end, R"(,"srcip":")"), tuples.source_address(i));
  end = put_number(put(end, R"(","srcport":)"), tuples.source_port[i]);
  end = put_address(put(end, R"(,"dstip":")"), tuples.destination_address(i));
  end = put_number(put(end, R"(","dstport":)"), tuples.destination_port[i]);
  if (source_of(payload) != 0) end = put(put_hex(put(end, R"(,"source":")"), source_of(payload)), '"');
  if (operator_of(payload) != 0) end = put_number(put(end, R"(,"operator":)"), operator_of(payload));
  if (group_of(payload) != 0) end = put_number(put(end, R"(,"group":)"), group_of(payload));
  out.append(record.data(), put(end, "}\n"));
}

void append_tuple_csv(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = message::put_time(record.data(), payload.time_sec, payload.time_nsec);
  end = put_number(put(end, ','), tuples.protocol[i]);
  end = put_address(put(end, ','), tuples.source_address(i));
  end = put_number(put(end, ','), tuples.source_port[i]);
  end = put_address(put(end, ','), tuples.destination_address(i));
  end = put_number(put(end, ','), tuples.destination_port[i]);
  end = put_source(put(end, ','), payload);
  end = put_unless_0(put(end, ','), operator_of(payload));
  end = put_unless_0(put(end, ','), group_of(payload));
  out.append(record.data(), put(end, '\n'));
}

}  // namespace nmsgxx

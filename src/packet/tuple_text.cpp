#include "nmsgxx/tuple_text.hpp"

#include <array>

#include "base/assert.hpp"
#include "text/address.hpp"
#include "text/payload_text.hpp"
#include "text/put.hpp"

namespace nmsgxx {
namespace {

using text::group_of;
using text::operator_of;
using text::put;
using text::put_address;
using text::put_hex;
using text::put_number;
using text::put_operator_and_group;
using text::put_time;
using text::put_time_and_type;
using text::source_of;

// The keys and the punctuation of each form have at most 128 characters.
using Record = std::array<char, text::kTimeAndTypeMax + 2 * text::kAddressTextMax + 6 * text::kNumberTextMax + 128>;

char* put_source(char* out, const PayloadView& payload) noexcept {
  return source_of(payload) == 0 ? out : put_hex(out, source_of(payload));
}

char* put_unless_zero(char* out, std::uint32_t number) noexcept {
  return number == 0 ? out : put_number(out, number);
}

}  // namespace

void append_tuple_text(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  NMSGXX_ASSERT(tuples.valid(i));
  Record record;
  char* end = put_time_and_type(record.data(), payload);
  end = put_source(put(end, " ["), payload);
  end = put_operator_and_group(put(end, "] "), payload);
  end = put_address(put(end, '\n'), tuples.source_address(i));
  end = put_number(put(end, '.'), tuples.source_port[i]);
  end = put_address(put(end, " --> "), tuples.destination_address(i));
  end = put_number(put(end, '.'), tuples.destination_port[i]);
  end = put_number(put(end, " ("), tuples.protocol[i]);
  out.append(record.data(), put(end, ")\n"));
}

void append_tuple_json(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  NMSGXX_ASSERT(tuples.valid(i));
  Record record;
  char* end = put_time(put(record.data(), R"({"time":")"), payload.time_sec, payload.time_nsec);
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
  NMSGXX_ASSERT(tuples.valid(i));
  Record record;
  char* end = put_time(record.data(), payload.time_sec, payload.time_nsec);
  end = put_number(put(end, ','), tuples.protocol[i]);
  end = put_address(put(end, ','), tuples.source_address(i));
  end = put_number(put(end, ','), tuples.source_port[i]);
  end = put_address(put(end, ','), tuples.destination_address(i));
  end = put_number(put(end, ','), tuples.destination_port[i]);
  end = put_source(put(end, ','), payload);
  end = put_unless_zero(put(end, ','), operator_of(payload));
  end = put_unless_zero(put(end, ','), group_of(payload));
  out.append(record.data(), put(end, '\n'));
}

}  // namespace nmsgxx

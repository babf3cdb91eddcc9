#include "nmsgxx/tuple_text.hpp"

#include <array>

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
using text::source_of;

// Words and brackets of any of the forms have 128 characters at most.
using Record = std::array<char, text::kTimeAndTypeMax + 2 * text::kAddressTextMax + 6 * text::kNumberTextMax + 128>;

char* put_source(char* out, const PayloadView& payload) noexcept {
  return text::source_of(payload) == 0 ? out : text::put_hex(out, text::source_of(payload));
}

char* put_unless_0(char* out, std::uint32_t number) noexcept {
  return number == 0 ? out : text::put_number(out, number);
}

}  // namespace

void append_tuple_text(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = text::put_time_and_type(record.data(), payload);
  end = put_source(text::put(end, " ["), payload);
  end = text::put_operator_and_group(text::put(end, "] "), payload);
  end = text::put_address(text::put(end, '\n'), tuples.source_address(i));
  end = text::put_number(text::put(end, '.'), tuples.source_port[i]);
  end = text::put_address(text::put(end, " --> "), tuples.destination_address(i));
  end = text::put_number(text::put(end, '.'), tuples.destination_port[i]);
  end = text::put_number(text::put(end, " ("), tuples.protocol[i]);
  out.append(record.data(), text::put(end, ")\n"));
}

void append_tuple_json(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = text::put_time(text::put(record.data(), R"({"time":")"), payload.time_sec, payload.time_nsec);
  end = text::put_number(text::put(end, R"(","proto":)"), tuples.protocol[i]);
  end = text::put_address(text::put(end, R"(,"srcip":")"), tuples.source_address(i));
  end = text::put_number(text::put(end, R"(","srcport":)"), tuples.source_port[i]);
  end = text::put_address(text::put(end, R"(,"dstip":")"), tuples.destination_address(i));
  end = text::put_number(text::put(end, R"(","dstport":)"), tuples.destination_port[i]);
  if (text::source_of(payload) != 0)
    end = text::put(text::put_hex(text::put(end, R"(,"source":")"), text::source_of(payload)), '"');
  if (text::operator_of(payload) != 0) end = text::put_number(text::put(end, R"(,"operator":)"), text::operator_of(payload));
  if (text::group_of(payload) != 0) end = text::put_number(text::put(end, R"(,"group":)"), text::group_of(payload));
  out.append(record.data(), text::put(end, "}\n"));
}

void append_tuple_csv(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i, std::string& out) {
  Record record;
  char* end = text::put_time(record.data(), payload.time_sec, payload.time_nsec);
  end = text::put_number(text::put(end, ','), tuples.protocol[i]);
  end = text::put_address(text::put(end, ','), tuples.source_address(i));
  end = text::put_number(text::put(end, ','), tuples.source_port[i]);
  end = text::put_address(text::put(end, ','), tuples.destination_address(i));
  end = text::put_number(text::put(end, ','), tuples.destination_port[i]);
  end = put_source(text::put(end, ','), payload);
  end = put_unless_0(text::put(end, ','), text::operator_of(payload));
  end = put_unless_0(text::put(end, ','), text::group_of(payload));
  out.append(record.data(), text::put(end, '\n'));
}

}  // namespace nmsgxx

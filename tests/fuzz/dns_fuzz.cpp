#include <cstdint>
#include <string>
#include <vector>

#include "dns/message_text.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "fuzz/fuzz.hpp"

// An input is an octet for what it is, and a message, a name, rdata or the text of rdata.

namespace nmsgxx::fuzz {
namespace {

using Octets = std::vector<std::byte>;

constexpr std::size_t kAny = SIZE_MAX;

void check_message(Bytes octets) {
  static dns::DnsMessage dns_message;
  static dns::JsonMemory memory;
  const auto parsed = dns_message.parse(octets);
  require(parsed || parsed.error().offset <= octets.size(), "an error is inside the message");
  std::string text;
  text::Text json;
  dns::write_message_text(dns_message, kAny, text);
  dns::write_message_json(dns_message, kAny, memory, json);
  require(text.find('\0') == text.npos && json.view().find('\0') == text.npos, "texts have no NUL");
}

void check_name(Bytes octets) {
  std::string text, again;
  Octets name;
  dns::append_name(octets, text);
  if (!dns::parse_name(text, name)) return;
  require(dns::name_size(name) == name.size(), "a name that was read is whole");
  dns::append_name(name, again);
  require_same(again, text, "a name's text is the same again");
}

/// @return whether the text is rdata's, which then is written anew
bool rewrite(std::string& text, std::uint16_t type, std::uint16_t rrclass) {
  Octets rdata;
  if (breaks_off(text) || !dns::parse_rdata(text, type, rrclass, rdata)) return false;
  text.clear();
  dns::append_rdata(rdata, type, rrclass, kAny, text);
  return true;
}

void check_rdata(Bytes octets, std::uint16_t type, std::uint16_t rrclass) {
  std::string text;
  dns::append_rdata(octets, type, rrclass, kAny, text);
  // Bitmaps out of order are put in order once.
  if (!rewrite(text, type, rrclass)) return;
  const std::string first = text;
  if (rewrite(text, type, rrclass)) require_same(first, text, "rdata's text is the same again");
}

void check_rdata_text(std::string_view text, std::uint16_t type, std::uint16_t rrclass) {
  Octets rdata, again;
  if (!dns::parse_rdata(text, type, rrclass, rdata)) return;
  std::string written;
  dns::append_rdata(rdata, type, rrclass, kAny, written);
  if (breaks_off(written) || !dns::parse_rdata(written, type, rrclass, again)) return;
  require(again == rdata, "rdata that was read is the same again");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  Input input(data, size);
  const auto what = input.number(1) % 4;
  if (what == 0) {
    check_message(input.rest());
  } else if (what == 1) {
    check_name(input.rest());
  } else {
    const auto type = static_cast<std::uint16_t>(input.number(2));
    const auto rrclass = static_cast<std::uint16_t>(input.number(1));
    if (what == 2) check_rdata(input.rest(), type, rrclass);
    if (what == 3) check_rdata_text(text_of(input.rest()), type, rrclass);
  }
  return 0;
}

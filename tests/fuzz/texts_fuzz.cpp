#include <simdjson.h>

#include "fuzz/forms.hpp"

// An input is a type, an octet, and a message.  Its JSON is a line that others can read, and, when it can be read back, gives
// the same JSON again.

namespace nmsgxx::fuzz {
namespace {

/// That others can read a line: simdjson's own parser is the judge, which checks UTF-8, too.
///
/// It has no numbers above 64 bits, which are JSON and stand in lines of base:encode.
void check_readable(std::string_view line, const MessageSchema& schema) {
  static simdjson::dom::parser judge;
  require(line.find('\n') == line.size() - 1, "a payload is a line");
  const auto error = judge.parse(line.data(), line.size()).error();
  if (error == simdjson::SUCCESS) return;
  require(error == simdjson::NUMBER_ERROR && schema.name() == "encode", "a line is JSON");
  require(simdjson::validate_utf8(line.data(), line.size()), "a line is UTF-8");
}

void check_json(const PayloadView& payload, const MessageSchema& schema) {
  std::string first, second;
  const bool decoded = Json::write(payload, first);
  check_readable(first, schema);
  if (!decoded || breaks_off(first)) return;
  const auto back = Json::read(first, schema);
  if (!back) return;
  require(Json::write(*back, second), "JSON that was read is written");
  if (!has_bitmaps(first) && !has_nulls(first)) return require_same(first, second, "JSON is the same again");
  const auto again = Json::read(second, schema);
  require(again.has_value(), "JSON that was read and written is read");
  first.clear();
  require(Json::write(*again, first), "JSON that was read again is written");
  require_same(first, second, "JSON with bitmaps or null is the same again");
}

void check_presentation(const PayloadView& payload, const MessageSchema& schema) {
  std::string shown, first, second;
  if (!Presentation::write(payload, shown) || !shows_all_stored(schema)) return;
  const auto back = Presentation::read(shown, schema);
  // What is shown of a text with newlines may be read as something else, but that then stays.
  if (!back) return;
  require(Presentation::write(*back, first), "presentation that was read is written");
  const auto again = Presentation::read(first, schema);
  if (!again || breaks_off(first)) return;
  require(Presentation::write(*again, second), "presentation that was read again is written");
  require_same(without_size(first), without_size(second), "presentation is the same again");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  Input input(data, size);
  const auto& schema = schema_at(input.number(1));
  nmsgxx::PayloadView payload{.time_sec = 1'700'000'000, .time_nsec = 5, .type = schema.type()};
  payload.has_bytes = true;
  payload.bytes = input.rest();
  check_json(payload, schema);
  check_presentation(payload, schema);
  return 0;
}

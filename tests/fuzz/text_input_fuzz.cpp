#include "fuzz/forms.hpp"

// An input is an octet, 0 for JSON and else a type for presentation, and text.  What is read of it, written and read again, is
// the same.

namespace nmsgxx::fuzz {
namespace {

template <class Form>
void check(std::string_view text, const MessageSchema& schema, bool shows_all) {
  const auto payload = Form::read(text, schema);
  if (!payload) return;
  const Kept first(*payload);
  std::string written;
  if (!Form::write(first.view(), written)) return require(Form::kTakesOctets, "what was read is written");
  const auto again = Form::read(written, schema);
  if (!again || !shows_all || breaks_off(written)) return;
  require(again->type == first.view().type && again->time_sec == first.view().time_sec &&
              again->time_nsec == first.view().time_nsec,
          "the header is the same again");
  std::string second, third;
  require(Form::write(*again, second), "what was read again is written");
  if (!has_bitmaps(written) && !has_nulls(written))
    return require_same(without_size(written), without_size(second), "the text is the same again");
  const auto in_order = Form::read(second, schema);
  require(in_order && Form::write(*in_order, third), "what changed once is read and written");
  require_same(without_size(second), without_size(third), "the text with bitmaps or null is the same again");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  Input input(data, size);
  const auto form = input.number(1);
  const auto text = text_of(input.rest());
  if (form == 0) {
    check<Json>(text, schema_at(0), true);
  } else {
    check<Presentation>(text, schema_at(form - 1), shows_all_stored(schema_at(form - 1)));
  }
  return 0;
}

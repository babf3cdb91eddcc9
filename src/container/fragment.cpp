#include "container/fragment.hpp"

#include "container/fields.hpp"
#include "wire/cursor.hpp"
#include "base/endian.hpp"

namespace nmsgxx::container {

Result<FragmentView> FragmentView::parse(Bytes body) {
  constexpr unsigned kRequired = 1U << fragment_field::kId | 1U << fragment_field::kCurrent | 1U << fragment_field::kLast |
                                 1U << fragment_field::kFragment;
  FragmentView view;
  unsigned seen = 0;
  wire::Cursor cursor(body);
  wire::Field field;
  const auto offset = [&] { return static_cast<std::uint64_t>(cursor.at() - body.data()); };
  while (!cursor.done()) {
    if (const auto error = cursor.next(field)) return fail(*error, offset());
    const auto number = static_cast<std::uint32_t>(field.value);
    if (field.type == wire::WireType::varint) {
      switch (field.number) {
        case fragment_field::kId: view.id = number; break;
        case fragment_field::kCurrent: view.current = number; break;
        case fragment_field::kLast: view.last = number; break;
        case fragment_field::kCrc:
          view.crc = base::swap_bytes(number);
          view.has_crc = true;
          break;
        default: continue;
      }
    } else if (field.is(fragment_field::kFragment, wire::WireType::bytes)) {
      view.piece = field.bytes;
    } else {
      continue;
    }
    seen |= 1U << field.number;
  }
  if ((seen & kRequired) != kRequired) return fail(Errc::missing_field, offset());
  return view;
}

}  // namespace nmsgxx::container

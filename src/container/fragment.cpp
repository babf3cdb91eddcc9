#include "container/fragment.hpp"

#include "base/endian.hpp"
#include "container/fields.hpp"
#include "wire/cursor.hpp"
#include "wire/writer.hpp"

namespace nmsgxx::container {

namespace field = fragment_field;

Result<FragmentView> FragmentView::parse(Bytes body) {
  constexpr unsigned kRequired = 1U << field::kId | 1U << field::kCurrent | 1U << field::kLast | 1U << field::kFragment;
  FragmentView view;
  unsigned seen = 0;
  wire::Cursor cursor(body);
  wire::Field read;
  const auto offset = [&] { return static_cast<std::uint64_t>(cursor.at() - body.data()); };
  while (!cursor.done()) {
    if (const auto error = cursor.next(read)) return fail(*error, offset());
    const auto number = static_cast<std::uint32_t>(read.value);
    if (read.type == wire::WireType::varint) {
      switch (read.number) {
        case field::kId: view.id = number; break;
        case field::kCurrent: view.current = number; break;
        case field::kLast: view.last = number; break;
        case field::kCrc:
          view.crc = base::swap_bytes(number);
          view.has_crc = true;
          break;
        default: continue;
      }
    } else if (read.is(field::kFragment, wire::WireType::bytes)) {
      view.piece = read.bytes;
    } else {
      continue;
    }
    seen |= 1U << read.number;
  }
  if ((seen & kRequired) != kRequired) return fail(Errc::missing_field, offset());
  return view;
}

std::byte* encode_fragment(const FragmentView& fragment, std::byte* out) noexcept {
  out = wire::write_varint_field(out, field::kId, fragment.id);
  out = wire::write_varint_field(out, field::kCurrent, fragment.current);
  out = wire::write_varint_field(out, field::kLast, fragment.last);
  out = wire::write_bytes_field(out, field::kFragment, fragment.piece);
  if (fragment.has_crc) out = wire::write_varint_field(out, field::kCrc, base::swap_bytes(fragment.crc));
  return out;
}

}  // namespace nmsgxx::container

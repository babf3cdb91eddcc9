#include "dns/name.hpp"

namespace nmsgxx::dns {
namespace {

// Each pointer that helps is behind a label.  Pointers lead backwards only, yet with labels between them they may form a
// loop, whose name grows too long; without this bound, chains of pointers could make that take a million steps.
constexpr int kPointersMax = 256;

}  // namespace

Result<void> unpack_name(Bytes message, std::size_t offset, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  int pointers = 0;
  for (std::size_t at = offset;;) {
    if (at >= message.size()) return fail(Errc::truncated, at);
    const auto length = std::to_integer<std::size_t>(message[at]);
    if (length >= kPointer) {
      if (at + 1 >= message.size()) return fail(Errc::truncated, at);
      const std::size_t target = (length - kPointer) << 8 | std::to_integer<std::size_t>(message[at + 1]);
      if (target >= at || ++pointers > kPointersMax) return fail(Errc::bad_length, at);
      at = target;
      continue;
    }
    if (length > kLabelMax) return fail(Errc::bad_length, at);
    const Bytes rest = message.subspan(at);
    if (rest.size() <= length) return fail(Errc::truncated, at);
    out.insert(out.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(1 + length));
    if (length == 0) return {};
    if (out.size() - begin >= kNameMax) return fail(Errc::bad_length, at);
    at += 1 + length;
  }
}

}  // namespace nmsgxx::dns

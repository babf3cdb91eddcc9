#include "dns/name.hpp"

#include <algorithm>
#include <optional>

#include "dns/escape.hpp"

namespace nmsgxx::dns {
namespace {

// A message can form names of 255 bytes from a loop of pointers and labels.  This bounds the pointers that such a name follows,
// which could take a million steps otherwise.
constexpr int kPointersMax = 256;

char* put_labels(char* out, Bytes name) noexcept {
  const char* const begin = out;
  while (!name.empty() && name[0] != std::byte{0}) {
    const std::size_t size = std::min(std::to_integer<std::size_t>(name[0]), name.size() - 1);
    out = put_escaped(out, name.subspan(1, size), kLabelEscapes);
    *out++ = '.';
    name = name.subspan(1 + size);
  }
  if (out == begin) *out++ = '.';
  return out;
}

bool append_label(std::string_view& text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  out.push_back({});
  while (!text.empty() && text[0] != '.') {
    const bool escaped = text[0] == '\\';
    auto byte = std::optional(static_cast<std::byte>(text[0]));
    text.remove_prefix(1);
    if (escaped) byte = take_escape(text);
    if (!byte) return false;
    out.push_back(*byte);
  }
  if (!text.empty()) text.remove_prefix(1);
  const std::size_t size = out.size() - begin - 1;
  out[begin] = static_cast<std::byte>(size);
  return size >= 1 && size <= kLabelMax;
}

bool append_labels(std::string_view text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  if (text == ".") text = {};
  while (!text.empty()) {
    if (!append_label(text, out)) return false;
  }
  out.push_back({});
  return out.size() - begin <= kNameMax;
}

}  // namespace

void append_name(Bytes name, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + kEscapedMax * name.size() + 1);
  const char* const end = put_labels(out.data() + begin, name);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

Result<void> parse_name(std::string_view text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  if (append_labels(text, out)) return {};
  out.resize(begin);
  return fail(Errc::bad_argument, 0, "not a domain name");
}

std::size_t name_size(Bytes bytes) noexcept {
  std::size_t at = 0;
  while (at < bytes.size() && bytes[at] != std::byte{0}) {
    const auto length = std::to_integer<std::size_t>(bytes[at]);
    at += 1;
    if (length >= kPointerMin) break;
    at += length;
  }
  return std::min(at + 1, bytes.size());
}

Result<void> unpack_name(Bytes message, std::size_t offset, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  int pointers = 0;
  for (std::size_t at = offset;;) {
    if (at >= message.size()) return fail(Errc::truncated, at);
    const auto length = std::to_integer<std::size_t>(message[at]);
    if (length >= kPointerMin) {
      if (at + 1 >= message.size()) return fail(Errc::truncated, at);
      const std::size_t target = (length - kPointerMin) << 8 | std::to_integer<std::size_t>(message[at + 1]);
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

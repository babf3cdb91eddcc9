#include "dns/name.hpp"

#include <algorithm>
#include <optional>

#include "dns/escape.hpp"

namespace nmsgxx::dns {
namespace {

char* put_labels(char* out, Bytes name) noexcept {
  const char* const begin = out;
  while (!name.empty() && name[0] != std::byte{0}) {
    const std::size_t size = std::min(std::to_integer<std::size_t>(name[0]), name.size() - 1);
    out = put_written(out, name.subspan(1, size), kLabelScript);
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
    auto octet = std::optional(static_cast<std::byte>(text[0]));
    text.remove_prefix(1);
    if (escaped) octet = take_escaped(text);
    if (!octet) return false;
    out.push_back(*octet);
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
  out.resize(begin + kWrittenMax * name.size() + 1);
  const char* const end = put_labels(out.data() + begin, name);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

Result<void> parse_name(std::string_view text, std::vector<std::byte>& out) {
  const std::size_t begin = out.size();
  if (append_labels(text, out)) return {};
  out.resize(begin);
  return fail(Errc::bad_argument, 0, "not a domain name");
}

std::size_t name_size(Bytes octets) noexcept {
  std::size_t at = 0;
  while (at < octets.size() && octets[at] != std::byte{0}) {
    const auto length = std::to_integer<std::size_t>(octets[at]);
    at += 1;
    if (length >= kPointer) break;
    at += length;
  }
  return std::min(at + 1, octets.size());
}

}  // namespace nmsgxx::dns

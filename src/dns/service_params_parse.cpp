#include <algorithm>
#include <cstdint>
#include <string_view>

#include "dns/address.hpp"
#include "dns/number.hpp"
#include "dns/octet_writer.hpp"
#include "dns/quoted.hpp"
#include "dns/radix.hpp"
#include "dns/service_key.hpp"
#include "dns/service_params.hpp"

namespace nmsgxx::dns {
namespace {

using Octets = std::vector<std::byte>;

/// Hands over each of the values between commas.
template <class Parse>
bool parse_list(std::string_view list, Parse parse) {
  for (;;) {
    const std::size_t comma = list.find(',');
    if (!parse(list.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

bool parse_key(std::string_view name, Octets& out) {
  const auto key = service_key_by_name(name);
  if (key) append_number(static_cast<std::uint16_t>(*key), out);
  return key.has_value();
}

bool parse_port(std::string_view text, Octets& out) {
  const auto port = number_of<std::uint16_t>(text);
  if (port) append_number(*port, out);
  return port.has_value();
}

/// Takes a protocol off a list, in which commas and backslashes stand behind a backslash (RFC 9460, appendix A.1).
bool parse_protocol(std::string_view& list, Octets& out) {
  while (!list.empty() && list[0] != ',') {
    if (list[0] == '\\') {
      list.remove_prefix(1);
      if (list.empty() || (list[0] != '\\' && list[0] != ',')) return false;
    }
    out.push_back(static_cast<std::byte>(list[0]));
    list.remove_prefix(1);
  }
  return true;
}

bool parse_protocols(std::string_view list, Octets& out) {
  for (;;) {
    if (!append_sized<std::uint8_t>(out, [&] { return parse_protocol(list, out); })) return false;
    if (list.empty()) return true;
    list.remove_prefix(1);
  }
}

bool parse_hints(std::string_view list, std::size_t size, Octets& out) {
  return parse_list(list, [&](std::string_view address) { return parse_address(address, size, out); });
}

bool parse_value(ServiceKey key, Bytes value, Octets& out) {
  const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
  switch (key) {
    case ServiceKey::mandatory: return parse_list(text, [&](std::string_view name) { return parse_key(name, out); });
    case ServiceKey::alpn: return parse_protocols(text, out);
    case ServiceKey::no_default_alpn: return false;
    case ServiceKey::port: return parse_port(text, out);
    case ServiceKey::ipv4hint: return parse_hints(text, kIpv4Size, out);
    case ServiceKey::ipv6hint: return parse_hints(text, kIpv6Size, out);
    case ServiceKey::ech: return std::ranges::none_of(text, is_space) && parse_base64(text, out);
    default: out.insert(out.end(), value.begin(), value.end()); return true;
  }
}

bool is_key_end(char c) noexcept {
  return c == '=' || is_space(c);
}

/// Takes "=" and a value off the text, and appends the value without quotes and escapes.
bool take_value(TextReader& text, Octets& value) {
  std::string_view rest = text.rest().substr(1);
  if (rest.empty() || is_space(rest[0]) || !parse_string(rest, value)) return false;
  text.take(text.rest().size() - rest.size());
  return true;
}

bool parse_param(TextReader& text, Octets& value, Octets& out) {
  const std::string_view rest = text.rest();
  const auto key_end = static_cast<std::size_t>(std::ranges::find_if(rest, is_key_end) - rest.begin());
  const bool has_value = key_end < rest.size() && rest[key_end] == '=';
  const auto key = service_key_by_name(rest.substr(0, key_end));
  if (!key || (!has_value && key != ServiceKey::no_default_alpn)) return false;
  append_number(static_cast<std::uint16_t>(*key), out);
  text.take(key_end);
  return append_sized<std::uint16_t>(out, [&] {
    if (!has_value) return true;
    value.clear();
    return take_value(text, value) && parse_value(*key, value, out);
  });
}

}  // namespace

bool parse_params(TextReader& text, Octets& out) {
  Octets value;
  while (!text.empty()) {
    if (!parse_param(text, value, out)) return false;
  }
  return true;
}

}  // namespace nmsgxx::dns

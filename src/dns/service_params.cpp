#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "dns/escape.hpp"
#include "dns/radix.hpp"
#include "dns/rdata_field.hpp"
#include "text/address.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

using text::append_address;
using text::append_number;

/// Keys of service parameters (RFC 9460, section 14.3.2).
enum class ServiceKey : std::uint16_t {
  mandatory = 0,
  alpn = 1,
  no_default_alpn = 2,
  port = 3,
  ipv4hint = 4,
  ech = 5,
  ipv6hint = 6,
  invalid = 65535,
};

constexpr std::string_view kNames[] = {"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"};
constexpr std::string_view kGenericPrefix = "key";

void append_service_key(ServiceKey key, std::string& out) {
  const auto number = static_cast<std::uint16_t>(key);
  if (number < std::size(kNames)) {
    out += kNames[number];
  } else if (key == ServiceKey::invalid) {
    out += "invalid key";
  } else {
    out += kGenericPrefix;
    append_number(number, out);
  }
}

std::optional<ServiceKey> service_key_by_name(std::string_view name) noexcept {
  const auto known = std::ranges::find(kNames, name);
  if (known != std::end(kNames)) return static_cast<ServiceKey>(known - std::begin(kNames));
  if (!name.starts_with(kGenericPrefix)) return std::nullopt;
  const auto number = base::parse_number<std::uint16_t>(name.substr(kGenericPrefix.size()));
  if (!number || *number == static_cast<std::uint16_t>(ServiceKey::invalid)) return std::nullopt;
  return static_cast<ServiceKey>(*number);
}

bool are_protocols(ByteReader protocols) noexcept {
  if (protocols.empty()) return false;
  while (protocols.has_counted()) protocols.counted();
  return protocols.empty();
}

bool fits_key(ServiceKey key, Bytes value) noexcept {
  switch (key) {
    case ServiceKey::mandatory: return value.size() % 2 == 0;
    case ServiceKey::alpn: return are_protocols(ByteReader(value));
    case ServiceKey::no_default_alpn: return value.empty();
    case ServiceKey::port: return value.size() == 2;
    case ServiceKey::ipv4hint: return value.size() % text::kIpv4Size == 0;
    case ServiceKey::ipv6hint: return value.size() % text::kIpv6Size == 0;
    case ServiceKey::invalid: return false;
    default: return true;
  }
}

// A list of protocols is a character string with escapes of its own inside (RFC 9460, appendix A.1), whose backslashes are
// escaped once more.
constexpr EscapeTable kProtocolEscapes = [] {
  EscapeTable table = kStringEscapes;
  table['\\'] = escaped_byte("\\\\\\\\");
  table[','] = escaped_byte("\\\\,");
  return table;
}();

/// Appends the values of a list with commas between them.  As in wdns, `end` follows the last value and is missing from an
/// empty list.
template <class AppendValue>
RdataError append_list(ByteReader values, char end, std::string& out, AppendValue append_value) {
  while (!values.empty()) {
    if (!append_value(values)) return RdataError::bad_value;
    out += values.empty() ? end : ',';
  }
  return RdataError::none;
}

RdataError append_keys(ByteReader value, std::string& out) {
  return append_list(value, ' ', out, [&](ByteReader& keys) {
    if (!keys.has(2)) return false;
    append_service_key(static_cast<ServiceKey>(keys.number<std::uint16_t>()), out);
    return true;
  });
}

RdataError append_protocols(ByteReader value, std::string& out) {
  out += '"';
  const RdataError error = append_list(value, '"', out, [&](ByteReader& protocols) {
    if (!protocols.has_counted()) return false;
    append_escaped(protocols.counted(), kProtocolEscapes, out);
    return true;
  });
  if (error == RdataError::none) out += ' ';
  return error;
}

RdataError append_port(ByteReader value, std::string& out) {
  if (value.rest().size() != 2) return RdataError::bad_value;
  append_number(value.number<std::uint16_t>(), out);
  out += ' ';
  return RdataError::none;
}

RdataError append_hints(ByteReader value, std::size_t address_size, std::string& out) {
  return append_list(value, ' ', out, [&](ByteReader& addresses) {
    if (!addresses.has(address_size)) return false;
    append_address(addresses.take(address_size), out);
    return true;
  });
}

RdataError append_no_value(Bytes value, std::string& out) {
  if (!value.empty()) return RdataError::bad_value;
  out += ' ';
  return RdataError::none;
}

RdataError append_value(ServiceKey key, Bytes value, std::string& out) {
  switch (key) {
    case ServiceKey::mandatory: return append_keys(ByteReader(value), out);
    case ServiceKey::alpn: return append_protocols(ByteReader(value), out);
    case ServiceKey::no_default_alpn: return append_no_value(value, out);
    case ServiceKey::port: return append_port(ByteReader(value), out);
    case ServiceKey::ipv4hint: return append_hints(ByteReader(value), text::kIpv4Size, out);
    case ServiceKey::ipv6hint: return append_hints(ByteReader(value), text::kIpv6Size, out);
    case ServiceKey::ech:
      append_base64(value, out);
      out += ' ';
      return RdataError::none;
    default: append_quoted(value, out); return RdataError::none;
  }
}

RdataError append_param(ByteReader& rdata, std::string& out) {
  if (!rdata.has(2)) return RdataError::truncated;
  const auto key = static_cast<ServiceKey>(rdata.number<std::uint16_t>());
  if (key == ServiceKey::invalid) return RdataError::truncated;
  append_service_key(key, out);
  if (key != ServiceKey::no_default_alpn) out += '=';
  if (!rdata.has(2)) return RdataError::truncated;
  const auto size = rdata.number<std::uint16_t>();
  if (!rdata.has(size)) return RdataError::truncated;
  return append_value(key, rdata.take(size), out);
}

/// Calls `parse` for each of the values between commas, until it returns false.
template <class Parse>
bool parse_list(std::string_view list, Parse parse) {
  for (;;) {
    const std::size_t comma = list.find(',');
    if (!parse(list.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

bool parse_key(std::string_view name, std::vector<std::byte>& out) {
  const auto key = service_key_by_name(name);
  if (key) append_binary(static_cast<std::uint16_t>(*key), out);
  return key.has_value();
}

bool parse_port(std::string_view text, std::vector<std::byte>& out) {
  const auto port = base::parse_number<std::uint16_t>(text);
  if (port) append_binary(*port, out);
  return port.has_value();
}

/// Takes a protocol from the front of a list, in which backslashes escape commas and backslashes.
bool parse_protocol(std::string_view& list, std::vector<std::byte>& out) {
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

bool parse_protocols(std::string_view list, std::vector<std::byte>& out) {
  for (;;) {
    if (!append_counted<std::uint8_t>(out, [&] { return parse_protocol(list, out); })) return false;
    if (list.empty()) return true;
    list.remove_prefix(1);
  }
}

bool parse_hints(std::string_view list, std::size_t size, std::vector<std::byte>& out) {
  return parse_list(list, [&](std::string_view address) { return text::parse_address(address, size, out); });
}

bool parse_value(ServiceKey key, Bytes value, std::vector<std::byte>& out) {
  const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
  switch (key) {
    case ServiceKey::mandatory: return parse_list(text, [&](std::string_view name) { return parse_key(name, out); });
    case ServiceKey::alpn: return parse_protocols(text, out);
    case ServiceKey::no_default_alpn: return false;
    case ServiceKey::port: return parse_port(text, out);
    case ServiceKey::ipv4hint: return parse_hints(text, text::kIpv4Size, out);
    case ServiceKey::ipv6hint: return parse_hints(text, text::kIpv6Size, out);
    case ServiceKey::ech: return std::ranges::none_of(text, base::is_space) && parse_base64(text, out);
    default: out.insert(out.end(), value.begin(), value.end()); return true;
  }
}

bool is_key_end(char c) noexcept {
  return c == '=' || base::is_space(c);
}

/// Takes "=" and a value from the front of the text, and appends the value without quotes and escapes.
bool take_value(TextReader& text, std::vector<std::byte>& value) {
  std::string_view rest = text.rest().substr(1);
  if (rest.empty() || base::is_space(rest[0]) || !parse_string(rest, value)) return false;
  text.take(text.rest().size() - rest.size());
  return true;
}

bool parse_param(TextReader& text, std::vector<std::byte>& value, std::vector<std::byte>& out) {
  const std::string_view rest = text.rest();
  const auto key_end = static_cast<std::size_t>(std::ranges::find_if(rest, is_key_end) - rest.begin());
  const bool has_value = key_end < rest.size() && rest[key_end] == '=';
  const auto key = service_key_by_name(rest.substr(0, key_end));
  if (!key || (!has_value && key != ServiceKey::no_default_alpn)) return false;
  append_binary(static_cast<std::uint16_t>(*key), out);
  text.take(key_end);
  return append_counted<std::uint16_t>(out, [&] {
    if (!has_value) return true;
    value.clear();
    return take_value(text, value) && parse_value(*key, value, out);
  });
}

}  // namespace

bool are_service_params(Bytes bytes) noexcept {
  ByteReader params(bytes);
  while (!params.empty()) {
    if (!params.has(4)) return false;
    const auto key = static_cast<ServiceKey>(params.number<std::uint16_t>());
    const auto size = params.number<std::uint16_t>();
    if (!params.has(size) || !fits_key(key, params.take(size))) return false;
  }
  return true;
}

RdataError append_service_params(ByteReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    const RdataError error = append_param(rdata, out);
    if (error != RdataError::none) return error;
  }
  return RdataError::none;
}

bool parse_service_params(TextReader& text, std::vector<std::byte>& out) {
  std::vector<std::byte> value;
  while (!text.empty()) {
    if (!parse_param(text, value, out)) return false;
  }
  return true;
}

}  // namespace nmsgxx::dns

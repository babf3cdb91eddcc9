#include "dns/service_key.hpp"

#include <algorithm>
#include <iterator>

#include "dns/number.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::string_view kNames[] = {"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"};
constexpr std::string_view kUnnamed = "key";

}  // namespace

void append_service_key(ServiceKey key, std::string& out) {
  const auto number = static_cast<std::uint16_t>(key);
  if (number < std::size(kNames)) {
    out += kNames[number];
  } else if (key == ServiceKey::invalid) {
    out += "invalid key";
  } else {
    out += kUnnamed;
    append_number(number, out);
  }
}

std::optional<ServiceKey> service_key_by_name(std::string_view name) noexcept {
  const auto known = std::ranges::find(kNames, name);
  if (known != std::end(kNames)) return static_cast<ServiceKey>(known - std::begin(kNames));
  if (!name.starts_with(kUnnamed)) return std::nullopt;
  const auto number = number_of<std::uint16_t>(name.substr(kUnnamed.size()));
  if (!number || *number == static_cast<std::uint16_t>(ServiceKey::invalid)) return std::nullopt;
  return static_cast<ServiceKey>(*number);
}

}  // namespace nmsgxx::dns

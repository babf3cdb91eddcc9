#include <cstdint>

#include "dns/address.hpp"
#include "dns/service_key.hpp"
#include "dns/service_params.hpp"

namespace nmsgxx::dns {
namespace {

bool good_protocols(OctetReader protocols) noexcept {
  if (protocols.empty()) return false;
  while (protocols.has_counted()) protocols.counted();
  return protocols.empty();
}

bool good_value(ServiceKey key, Bytes value) noexcept {
  switch (key) {
    case ServiceKey::mandatory: return value.size() % 2 == 0;
    case ServiceKey::alpn: return good_protocols(OctetReader(value));
    case ServiceKey::no_default_alpn: return value.empty();
    case ServiceKey::port: return value.size() == 2;
    case ServiceKey::ipv4hint: return value.size() % kIpv4Size == 0;
    case ServiceKey::ipv6hint: return value.size() % kIpv6Size == 0;
    case ServiceKey::invalid: return false;
    default: return true;
  }
}

}  // namespace

bool good_params(Bytes octets) noexcept {
  OctetReader params(octets);
  while (!params.empty()) {
    if (!params.has(4)) return false;
    const auto key = static_cast<ServiceKey>(params.number<std::uint16_t>());
    const auto size = params.number<std::uint16_t>();
    if (!params.has(size) || !good_value(key, params.take(size))) return false;
  }
  return true;
}

}  // namespace nmsgxx::dns

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nmsgxx::dns {

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

/// Appends the key's name; "key123" for those that have none.
void append_service_key(ServiceKey key, std::string& out);

/// The key of such a name; nothing for the invalid one.
std::optional<ServiceKey> service_key_by_name(std::string_view name) noexcept;

}  // namespace nmsgxx::dns

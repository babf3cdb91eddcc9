#include "nmsgxx/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>

#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "base/number.hpp"

namespace nmsgxx {
namespace {

constexpr unsigned kPortsMax = 21;  // nmsgtool has this limit, too

auto refuse(std::string_view text, std::string_view why) {
  return fail(Errc::bad_argument, 0, fmt::format("'{}': {}", text, why));
}

std::optional<Endpoint> numeric_address(const std::string& text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;
  Endpoint endpoint;
  if (sockaddr_in6 six{}; inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    std::memcpy(&endpoint.address, &six, sizeof six);
    endpoint.size = sizeof six;
    return endpoint;
  }
  if (sockaddr_in four{}; inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    std::memcpy(&endpoint.address, &four, sizeof four);
    endpoint.size = sizeof four;
    return endpoint;
  }
  return std::nullopt;
}

// The two families keep the port in the same place.
static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
sockaddr_in& as_in(sockaddr_storage& address) {
  return reinterpret_cast<sockaddr_in&>(address);
}
const sockaddr_in& as_in(const sockaddr_storage& address) {
  return reinterpret_cast<const sockaddr_in&>(address);
}
const sockaddr_in6& as_in6(const sockaddr_storage& address) {
  return reinterpret_cast<const sockaddr_in6&>(address);
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  const auto port = base::parse_number<std::uint16_t>(text);
  return port == 0 ? std::nullopt : port;
}

}  // namespace

bool Endpoint::multicast() const noexcept {
  if (address.ss_family == AF_INET6) return as_in6(address).sin6_addr.s6_addr[0] == 0xFF;
  return (ntohl(as_in(address).sin_addr.s_addr) >> 28) == 0xE;
}

std::string Endpoint::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool six = address.ss_family == AF_INET6;
  const void* from = six ? static_cast<const void*>(&as_in6(address).sin6_addr) : &as_in(address).sin_addr;
  inet_ntop(address.ss_family, from, out.data(), out.size());
  return std::string(out.data()) + "/" + std::to_string(ntohs(as_in(address).sin_port));
}

Result<std::vector<Endpoint>> parse_endpoints(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return refuse(text, "expected ADDRESS/PORT");
  const auto address = numeric_address(std::string(text.substr(0, slash)));
  if (!address) return refuse(text, "expected a numeric IPv4 or IPv6 address before the /");
  const std::string_view ports = text.substr(slash + 1);
  const std::size_t dots = ports.find("..");
  const auto first = port_number(ports.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : port_number(ports.substr(dots + 2));
  if (!first || !last) return refuse(text, "expected a port from 1 to 65535, or a range FIRST..LAST");
  if (*first > *last) return refuse(text, fmt::format("port range is descending: {}..{}", *first, *last));
  const unsigned count = *last - *first + 1U;
  if (count > kPortsMax) return refuse(text, fmt::format("expected a range of at most {} ports, got {}", kPortsMax, count));
  std::vector<Endpoint> endpoints;
  for (unsigned port = *first; port <= *last; ++port) {
    endpoints.push_back(*address);
    as_in(endpoints.back().address).sin_port = htons(static_cast<std::uint16_t>(port));
  }
  return endpoints;
}

Result<OutputEndpoints> parse_output_endpoints(std::string_view text) {
  OutputEndpoints outputs;
  const std::size_t comma = text.find(',');
  auto endpoints = parse_endpoints(text.substr(0, comma));
  if (!endpoints) return tl::unexpected(endpoints.error());
  outputs.endpoints = std::move(*endpoints);
  if (comma == std::string_view::npos) return outputs;
  const std::string_view rest = text.substr(comma + 1);
  const std::size_t second = rest.find(',');
  const auto rate = base::parse_real(rest.substr(0, second));
  if (!rate || !std::isfinite(*rate) || *rate < 0)
    return refuse(text, "expected a rate in datagrams per second after the comma");
  outputs.rate = *rate;
  if (second == std::string_view::npos) return outputs;
  const auto freq = base::parse_number<std::uint32_t>(rest.substr(second + 1));
  if (!freq) return refuse(text, "expected a frequency after the second comma");
  outputs.freq = *freq;
  return outputs;
}

}  // namespace nmsgxx

#include "dns/address.hpp"

#include <arpa/inet.h>

#include <array>

#include "text/address.hpp"

namespace nmsgxx::dns {

void append_address(Bytes address, std::string& out) {
  std::array<char, text::kAddressTextMax> text;
  out.append(text.data(), text::put_address(text.data(), address));
}

bool parse_address(std::string_view text, std::size_t size, std::vector<std::byte>& out) {
  std::array<char, text::kAddressTextMax> terminated{};
  if (text.size() >= terminated.size()) return false;
  text.copy(terminated.data(), text.size());
  std::array<std::byte, kIpv6Size> address;
  if (inet_pton(size == kIpv4Size ? AF_INET : AF_INET6, terminated.data(), address.data()) != 1) return false;
  out.insert(out.end(), address.begin(), address.begin() + static_cast<std::ptrdiff_t>(size));
  return true;
}

}  // namespace nmsgxx::dns

#include "text/address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/test_data.hpp"

using nmsgxx::Bytes;

namespace {

std::string written(Bytes address) {
  std::vector<char> text(nmsgxx::text::kAddressTextMax);
  return {text.data(), nmsgxx::text::put_address(text.data(), address)};
}

bool parses(std::string_view text, std::size_t size) {
  std::vector<std::byte> address(size);
  return nmsgxx::text::parse_address(text, address);
}

std::string by_inet_ntop(Bytes address) {
  std::array<char, INET6_ADDRSTRLEN> text;
  return inet_ntop(address.size() == 4 ? AF_INET : AF_INET6, address.data(), text.data(), text.size());
}

}  // namespace

TEST_CASE("put_address, parse_address: shorten zeros and know IPv4 inside IPv6") {
  struct Case {
    std::string_view hex;
    std::string_view want;
  };
  static const Case cases[] = {
      {"00000000", "0.0.0.0"},
      {"FFFFFFFF", "255.255.255.255"},
      {"0109 0A63", "1.9.10.99"},
      {"6480 C8FF", "100.128.200.255"},
      {"0000 0000 0000 0000 0000 0000 0000 0000", "::"},
      {"0000 0000 0000 0000 0000 0000 0000 0001", "::1"},
      {"0000 0000 0000 0000 0000 0000 0001 0000", "::0.1.0.0"},
      {"0000 0000 0000 0000 0000 0000 C000 0201", "::192.0.2.1"},
      {"0000 0000 0000 0000 0000 FFFF C000 0201", "::ffff:192.0.2.1"},
      {"0000 0000 0000 0000 0000 FFFF 0000 0000", "::ffff:0.0.0.0"},
      {"0000 0000 0000 0000 FFFF 0000 C000 0201", "::ffff:0:c000:201"},
      {"0000 0000 0000 0000 0000 FFFE C000 0201", "::fffe:c000:201"},
      {"0064 FF9B 0000 0000 0000 0000 C000 0201", "64:ff9b::c000:201"},
      {"2001 0DB8 0000 0000 0000 0000 0000 0000", "2001:db8::"},
      {"2001 0DB8 0000 0001 0001 0001 0001 0001", "2001:db8:0:1:1:1:1:1"},
      {"2001 0000 0000 0001 0000 0000 0000 0001", "2001:0:0:1::1"},
      {"2001 0DB8 0000 0000 0001 0000 0000 0001", "2001:db8::1:0:0:1"},
      {"0001 0000 0002 0000 0003 0000 0004 0000", "1:0:2:0:3:0:4:0"},
      {"0000 0001 0010 0100 1000 0FFF 00FF 000F", "0:1:10:100:1000:fff:ff:f"},
      {"FFFF FFFF FFFF FFFF FFFF FFFF FFFF FFFF", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
  };
  for (const auto& c : cases) {
    SUBCASE(std::string(c.want).c_str()) {
      const auto address = nmsgxx::test::unhex(c.hex);
      CHECK(written(address) == c.want);
      CHECK(by_inet_ntop(address) == c.want);
      std::vector<std::byte> parsed(address.size());
      CHECK(nmsgxx::text::parse_address(c.want, parsed));
      CHECK(parsed == address);
    }
  }
}

TEST_CASE("put_address: agrees with inet_ntop on random addresses") {
  std::mt19937 random(16);
  // Every pattern of zero words occurs, with words of all widths between them.
  for (int i = 0; i < 256 * 200; ++i) {
    std::array<std::byte, 16> address{};
    for (std::size_t word = 0; word < 8; ++word) {
      if ((i >> word & 1) == 0) continue;
      const auto value = random() % 8 == 0 ? 0xFFFFu : (random() & 0xFFFF) >> random() % 16;
      address[2 * word] = static_cast<std::byte>(value >> 8);
      address[2 * word + 1] = static_cast<std::byte>(value);
    }
    const auto want = by_inet_ntop(address);
    if (written(address) != want) FAIL("differs: " << want);
    const auto short_want = by_inet_ntop(Bytes(address).first(4));
    if (written(Bytes(address).first(4)) != short_want) FAIL("differs: " << short_want);
  }
}

TEST_CASE("parse_address: rejects what is not an address of the expected size") {
  struct Case {
    std::string text;
    std::size_t size;
  };
  static const Case cases[] = {
      {"", 4},  {"192.0.2", 4}, {"192.0.2.256", 4}, {"192.0.2.1.", 4}, {" 192.0.2.1", 4}, {"::1", 4},
      {"", 16}, {":::", 16},    {"1::2::3", 16},    {"12345::", 16},   {"192.0.2.1", 16}, {std::string(46, '0'), 16},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK_FALSE(parses(c.text, c.size));
  }
}

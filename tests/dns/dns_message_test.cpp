#include "dns/dns_message.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dns/dns_messages.hpp"
#include "support/test_data.hpp"

using nmsgxx::Errc;
using nmsgxx::test::kAnswer;
using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

TEST_CASE("DnsMessage: parses the header, EDNS and the records of all sections") {
  dns::DnsMessage message;
  REQUIRE(message.parse(unhex(kAnswer)));
  CHECK(message.id() == 0x1234);
  CHECK(message.flags() == 0x8580);
  CHECK(message.opcode() == 0);
  CHECK(message.rcode() == 0);
  REQUIRE(message.edns());
  CHECK(message.edns()->udp_size == 4096);
  CHECK(message.edns()->dnssec_ok);
  CHECK(message.records(dns::Section::question).size() == 1);
  CHECK(message.records(dns::Section::answer).size() == 4);
  CHECK(message.records(dns::Section::authority).size() == 2);
  REQUIRE(message.records(dns::Section::additional).size() == 1);
  CHECK(message.records(dns::Section::additional)[0].rdata.size() == 4);
}

TEST_CASE("DnsMessage: bounds the size of a message and of its uncompressed names") {
  struct Case {
    const char* name;
    std::vector<std::byte> message;
    std::optional<Errc> want;
  };
  const auto padded = [](std::size_t size) {
    std::vector<std::byte> message = unhex("123400000000000000000000");
    message.resize(size);
    return message;
  };
  const Case cases[] = {
      {"largest size", padded(dns::kDnsMessageMax), std::nullopt},
      {"one byte more", padded(dns::kDnsMessageMax + 1), Errc::too_large},
      {"a few names of 255 bytes", nmsgxx::test::pointing_to_one_name(6), std::nullopt},
      {"many names of 255 bytes", nmsgxx::test::pointing_to_one_name(100), Errc::too_large},
      {"as many names as a message holds", nmsgxx::test::pointing_to_one_name(1700), Errc::too_large},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      dns::DnsMessage message;
      const auto result = message.parse(c.message);
      CHECK((result ? std::nullopt : std::optional(result.error().code)) == c.want);
      CHECK(message.memory() <= 2 << 20);
    }
  }
}

TEST_CASE("DnsMessage: rejects malformed messages with the offset of the error, and is then empty") {
  struct Case {
    const char* name;
    std::string_view hex;
    Errc code;
    std::uint64_t offset;
  };
  static const Case cases[] = {
      {"empty", "", Errc::truncated, 0},
      {"truncated header", "1234000000000001000000", Errc::truncated, 11},
      {"missing root label", "123400000001000000000000 0161", Errc::truncated, 14},
      {"truncated label", "123400000001000000000000 0461", Errc::truncated, 12},
      {"truncated pointer", "123400000001000000000000 c0", Errc::truncated, 12},
      {"pointer to itself", "123400000001000000000000 c00c00010001", Errc::bad_length, 12},
      {"pointer forward", "123400000001000000000000 c00e00010001 00", Errc::bad_length, 12},
      {"pointers in a circle", "123400000001000000000000 0161c00c00010001", Errc::bad_length, 12},
      {"truncated question", "123400000001000000000000 00000100", Errc::truncated, 13},
      {"truncated record", "123400000000000100000000 00000100010000000000", Errc::truncated, 13},
      {"truncated rdata", "123400000000000100000000 0000010001000000000004c00002", Errc::truncated, 23},
      {"truncated address", "123400000000000100000000 0000010001000000000003c00002", Errc::bad_length, 23},
      {"bytes after the last field", "123400000000000100000000 0000010001000000000005c0000201ff", Errc::bad_length, 27},
      {"truncated number", "123400000000000100000000 00000f000100000000000100", Errc::bad_length, 23},
      {"name that leaves the rdata", "123400000000000100010000 00000200010000000000020161 000002000100000000000100",
       Errc::bad_length, 23},
      {"reserved label type in rdata", "123400000000000100000000 000002000100000000000180", Errc::bad_length, 23},
      {"truncated string", "123400000000000100000000 0000100001000000000004016102ff", Errc::bad_length, 25},
      {"truncated salt", "123400000000000100000000 00003300010000000000060100000102ff", Errc::bad_length, 27},
      {"prefix too long", "123400000000000100000000 000026000100000000000181", Errc::bad_length, 23},
      {"truncated suffix", "123400000000000100000000 00002600010000000000017f", Errc::bad_length, 23},
      {"empty window of a bitmap", "123400000000000100000000 00002f0001000000000003000000", Errc::bad_length, 24},
      {"window of 33 bytes",
       "123400000000000100000000 "
       "00002f0001000000000024000021ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       Errc::bad_length, 24},
      {"truncated bitmap", "123400000000000100000000 00002f0001000000000004000002ff", Errc::bad_length, 24},
      {"byte after a bitmap", "123400000000000100000000 00002f0001000000000005000001ff00", Errc::bad_length, 27},
      {"truncated parameter", "123400000000000100000000 0000400001000000000006000100000300", Errc::bad_length, 26},
      {"truncated value", "123400000000000100000000 000040000100000000000800010000030002ff", Errc::bad_length, 26},
      {"value of the size 65535", "123400000000000100000000 00004000010000000000070001000009ffff", Errc::bad_length, 26},
      {"value of the size 65532", "123400000000000100000000 00004000010000000000070001000009fffc", Errc::bad_length, 26},
      {"half a mandatory key", "123400000000000100000000 00004000010000000000080001000000000100", Errc::bad_length, 26},
      {"empty list of protocols", "123400000000000100000000 000040000100000000000700010000010000", Errc::bad_length, 26},
      {"truncated protocol", "123400000000000100000000 0000400001000000000009000100000100020268", Errc::bad_length, 26},
      {"value of no-default-alpn", "123400000000000100000000 00004000010000000000080001000002000100", Errc::bad_length, 26},
      {"port of three bytes", "123400000000000100000000 000041000100000000000a00010000030003000000", Errc::bad_length, 26},
      {"half an IPv4 hint", "123400000000000100000000 000041000100000000000900010000040002c000", Errc::bad_length, 26},
      {"half an IPv6 hint", "123400000000000100000000 00004100010000000000080001000006000120", Errc::bad_length, 26},
      {"invalid key", "123400000000000100000000 0000410001000000000007000100ffff0000", Errc::bad_length, 26},
      {"malformed second record", "123400000000000200000000 0000010001000000000004c0000201 0000010001000000000001c0",
       Errc::bad_length, 38},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      dns::DnsMessage message;
      REQUIRE(message.parse(unhex(kAnswer)));
      const auto result = message.parse(unhex(c.hex));
      REQUIRE(!result);
      CHECK(result.error().code == c.code);
      CHECK(result.error().offset == c.offset);
      CHECK(message.id() == 0);
      for (const auto section : dns::kSections) CHECK(message.records(section).empty());
      CHECK(!message.edns());
    }
  }
}

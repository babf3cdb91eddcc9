#include "nmsgxx/tuple_text.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "message/container_file.hpp"
#include "nmsgxx/packet_message.hpp"
#include "support/test_data.hpp"

using nmsgxx::FiveTupleBatch;
using nmsgxx::PayloadView;

namespace {

/// Returns a batch with this five-tuple in entry 0.
FiveTupleBatch tuple(std::uint8_t protocol, const char* source, std::uint16_t source_port, const char* destination,
                     std::uint16_t port) {
  const int family = std::string_view(source).find(':') == std::string_view::npos ? AF_INET : AF_INET6;
  FiveTupleBatch tuples;
  tuples.size = 1;
  tuples.mask[0] = 1;
  tuples.address_size[0] = family == AF_INET ? 4 : 16;
  tuples.protocol[0] = protocol;
  tuples.source_port[0] = source_port;
  tuples.destination_port[0] = port;
  REQUIRE(inet_pton(family, source, tuples.source[0].data()) == 1);
  REQUIRE(inet_pton(family, destination, tuples.destination[0].data()) == 1);
  return tuples;
}

PayloadView payload(std::uint32_t source, std::uint32_t operator_number, std::uint32_t group) {
  PayloadView p;
  p.time_sec = 1424588310;
  p.time_nsec = 32007000;
  p.type = {1, 12};
  p.has_source = p.has_operator = p.has_group = true;
  p.source = source;
  p.operator_ = operator_number;
  p.group = group;
  return p;
}

using Append = void (*)(const PayloadView&, const FiveTupleBatch&, std::size_t, std::string&);

std::string shown(Append append, const PayloadView& p, const FiveTupleBatch& tuples) {
  std::string out = "before\n";
  append(p, tuples, 0, out);
  return out.substr(7);
}

}  // namespace

TEST_CASE("append_tuple_text, _json and _csv: a table of five-tuples") {
  PayloadView bare = payload(7, 7, 7);
  bare.has_source = bare.has_operator = bare.has_group = false;
  PayloadView longest = payload(~0u, ~0u, ~0u);
  longest.type = {~0u, ~0u};
  longest.time_sec = std::numeric_limits<std::int64_t>::min();
  longest.time_nsec = ~0u;

  struct Case {
    const char* name;
    PayloadView payload;
    FiveTupleBatch tuples;
    std::string_view text;
    std::string_view json;
    std::string_view csv;
  };
  const char* const all_ones = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  const Case cases[] = {
      {"source, operator, group", payload(10, 1, 2), tuple(6, "192.0.2.1", 80, "198.51.100.2", 59451),
       "[2015-02-22 06:58:30.032007000] [1:12 base packet] [0000000a] [1] [2]\n192.0.2.1.80 --> 198.51.100.2.59451 (6)\n",
       R"({"time":"2015-02-22 06:58:30.032007000","proto":6,"srcip":"192.0.2.1","srcport":80,)"
       R"("dstip":"198.51.100.2","dstport":59451,"source":"0000000a","operator":1,"group":2})"
       "\n",
       "2015-02-22 06:58:30.032007000,6,192.0.2.1,80,198.51.100.2,59451,0000000a,1,2\n"},
      {"none of them", bare, tuple(17, "2001:db8::1", 0, "::ffff:192.0.2.1", 65535),
       "[2015-02-22 06:58:30.032007000] [1:12 base packet] [] [] []\n2001:db8::1.0 --> ::ffff:192.0.2.1.65535 (17)\n",
       R"({"time":"2015-02-22 06:58:30.032007000","proto":17,"srcip":"2001:db8::1","srcport":0,)"
       R"("dstip":"::ffff:192.0.2.1","dstport":65535})"
       "\n",
       "2015-02-22 06:58:30.032007000,17,2001:db8::1,0,::ffff:192.0.2.1,65535,,,\n"},
      {"zeros count as absent", payload(0, 0, 0), tuple(132, "0.0.0.0", 1, "255.255.255.255", 2),
       "[2015-02-22 06:58:30.032007000] [1:12 base packet] [] [] []\n0.0.0.0.1 --> 255.255.255.255.2 (132)\n",
       R"({"time":"2015-02-22 06:58:30.032007000","proto":132,"srcip":"0.0.0.0","srcport":1,)"
       R"("dstip":"255.255.255.255","dstport":2})"
       "\n",
       "2015-02-22 06:58:30.032007000,132,0.0.0.0,1,255.255.255.255,2,,,\n"},
      {"the longest of all", longest, tuple(255, all_ones, 65535, all_ones, 65535),
       "[-292277022657-01-27 08:29:52.4294967295] [4294967295:4294967295 (unknown) (unknown)] [ffffffff] [4294967295] "
       "[4294967295]\nffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff.65535 --> ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff.65535 (255)\n",
       R"({"time":"-292277022657-01-27 08:29:52.4294967295","proto":255,"srcip":"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",)"
       R"("srcport":65535,"dstip":"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff","dstport":65535,"source":"ffffffff",)"
       R"("operator":4294967295,"group":4294967295})"
       "\n",
       "-292277022657-01-27 08:29:52.4294967295,255,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,65535,"
       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,65535,ffffffff,4294967295,4294967295\n"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(shown(nmsgxx::append_tuple_text, c.payload, c.tuples) == c.text);
      CHECK(shown(nmsgxx::append_tuple_json, c.payload, c.tuples) == c.json);
      CHECK(shown(nmsgxx::append_tuple_csv, c.payload, c.tuples) == c.csv);
    }
  }
  const std::string_view header = nmsgxx::kTupleCsvHeader;
  CHECK(std::ranges::count(header, ',') == std::ranges::count(cases[0].csv, ','));
}

TEST_CASE("append_tuple_text: writes the text of the tutorial for the tutorial's file") {
  const auto folder = nmsgxx::test::shared_path("vectors/main-job");
  if (folder.empty()) return;
  const nmsgxx::test::ContainerFile file(folder / "nmsgpacket.nmsg");
  std::string out;
  for (const auto& p : file.payloads()) {
    const auto packet = nmsgxx::packet_of_message(p.bytes);
    REQUIRE(packet);
    FiveTupleBatch tuples;
    decode_five_tuples({&*packet, 1}, {.ipv6 = false}, tuples);
    if (tuples.valid(0)) append_tuple_text(p, tuples, 0, out);
  }
  const auto want = nmsgxx::test::read_file(folder / "nmsgpacket.expected");
  CHECK(std::ranges::equal(nmsgxx::test::as_bytes(out), want));
}

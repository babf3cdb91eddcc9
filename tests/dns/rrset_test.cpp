#include "dns/rrset.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dns/dns_messages.hpp"
#include "support/test_data.hpp"

using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

TEST_CASE("RrsetIndex: groups the records of interleaved sets") {
  struct Case {
    const char* name;
    std::size_t records;
    std::size_t sets;
  };
  static const Case cases[] = {{"no records", 0, 1},     {"one record", 1, 1},
                               {"one set", 5, 1},        {"every record its own set", 5, 5},
                               {"interleaved", 4000, 7}, {"thousands", 5000, 5000}};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      dns::DnsMessage message;
      REQUIRE(message.parse(nmsgxx::test::in_sets(c.records, c.sets)));
      const auto records = message.records(dns::Section::answer);
      dns::RrsetIndex index;
      index.build(records);
      std::size_t seen = 0, sets = 0;
      for (std::size_t i = 0; i < records.size(); ++i) {
        if (!index.begins_set(i)) continue;
        ++sets;
        CHECK(i < c.sets);
        for (auto at = static_cast<std::uint32_t>(i); at != dns::RrsetIndex::kEnd; at = index.next_of_set(at)) {
          ++seen;
          CHECK(records[at].rrclass == records[i].rrclass);
        }
      }
      CHECK(seen == c.records);
      CHECK(sets == std::min(c.records, c.sets));
    }
  }
}

TEST_CASE("RrsetIndex: ignores the case of letters and nothing else") {
  dns::DnsMessage message;
  const auto bytes = nmsgxx::test::answers(7, [](std::vector<std::byte>& out, std::size_t i) {
    // a., A., `., @., b., a.b., and a. of another type
    static constexpr std::string_view kNames[] = {"016100", "014100", "016000", "014000", "016200", "0161016200", "016100"};
    nmsgxx::test::put_record(out, kNames[i], i == 6 ? 99 : 16, 1, unhex("0131"));
  });
  REQUIRE(message.parse(bytes));
  dns::RrsetIndex index;
  index.build(message.records(dns::Section::answer));
  for (std::size_t i = 0; i < 7; ++i) {
    CAPTURE(i);
    CHECK(index.begins_set(i) == (i != 1));
    CHECK(index.next_of_set(i) == (i == 0 ? 1 : dns::RrsetIndex::kEnd));
  }
}

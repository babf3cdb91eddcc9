#include "dns/dns_header.hpp"

#include <doctest/doctest.h>

#include "dnsqr/dns_packets.hpp"

namespace nmsgxx::test {
namespace {

Octets cut(Octets octets, std::size_t size) {
  octets.resize(size);
  return octets;
}

Octets with_questions(Octets message, std::size_t count) {
  set16(message, 4, count);
  return message;
}

}  // namespace

TEST_CASE("parse_dns_header: parses a header and one whole question") {
  struct Case {
    std::string name;
    Octets message;
    bool valid;
    std::string question;  // its name, or "-" for none
  };
  const Octets whole = dns(7, kResponse | kRecursionDesired | 3, "www.Example");
  const Octets header = cut(whole, 12);
  const std::vector<Case> cases = {
      {"with a question", whole, true, "www.Example"},
      {"question for the root", dns(7, 0, "."), true, ""},
      {"header only", header, true, "-"},
      {"two questions", with_questions(whole, 2), true, "-"},
      {"bytes after a header that counts no question", with_questions(whole, 0), true, "-"},
      {"truncated header", cut(whole, 11), false, ""},
      {"empty", {}, false, ""},
      {"truncated name", cut(whole, 16), false, ""},
      {"missing root label", cut(whole, 12 + 12), false, ""},
      {"truncated class", cut(whole, whole.size() - 1), false, ""},
      {"compression pointer", joined({header, unhex("C00C 0001 0001 0000")}), false, ""},
      {"reserved label type", joined({header, unhex("40 00 0001 0001 0000")}), false, ""},
      {"bytes after the question", joined({whole, unhex("00")}), true, "www.Example"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto found = nmsgxx::dns::parse_dns_header(c.message);
      REQUIRE(found.has_value() == c.valid);
      if (!found) return;
      CHECK(found->question.has_value() == (c.question != "-"));
      if (found->question) {
        CHECK(Octets(found->question->name.begin(), found->question->name.end()) == wire_name(c.question));
      }
    }
  }
}

TEST_CASE("DnsHeader: shows the id, the flags and the question's type") {
  const Octets whole = dns(7, kResponse | kRecursionDesired | 3, "www.Example");
  const auto found = nmsgxx::dns::parse_dns_header(whole);
  REQUIRE(found);
  CHECK(found->id == 7);
  CHECK(found->response());
  CHECK(found->recursion_desired());
  CHECK(found->rcode() == 3);
  CHECK(found->question->type == 1);
}

}  // namespace nmsgxx::test

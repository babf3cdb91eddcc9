#include "dns/dns_head.hpp"

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

TEST_CASE("the head of a DNS message") {
  struct Case {
    std::string name;
    Octets message;
    bool good;
    std::string question;  // its name; "-" for none
  };
  const Octets whole = dns(7, kResponse | kRecursionDesired | 3, "www.Example");
  const Octets head = cut(whole, 12);
  const std::vector<Case> cases = {
      {"with a question", whole, true, "www.Example"},
      {"for the root", dns(7, 0, "."), true, ""},
      {"nothing behind the header", head, true, "-"},
      {"two questions", with_questions(whole, 2), true, "-"},
      {"no question, and something behind the header", with_questions(whole, 0), true, "-"},
      {"no header", cut(whole, 11), false, ""},
      {"nothing", {}, false, ""},
      {"cut in the name", cut(whole, 16), false, ""},
      {"cut before the root label", cut(whole, 12 + 12), false, ""},
      {"cut in the class", cut(whole, whole.size() - 1), false, ""},
      {"a compression pointer", joined({head, unhex("C00C 0001 0001 0000")}), false, ""},
      {"a label that is none", joined({head, unhex("40 00 0001 0001 0000")}), false, ""},
      {"something behind the question", joined({whole, unhex("00")}), true, "www.Example"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const auto found = dnsqr::dns_head(c.message);
    REQUIRE(found.has_value() == c.good);
    if (!found) continue;
    CHECK(found->question.has_value() == (c.question != "-"));
    if (found->question) CHECK(Octets(found->question->name.begin(), found->question->name.end()) == wire_name(c.question));
  }
  const auto found = dnsqr::dns_head(whole);
  CHECK(found->id == 7);
  CHECK(found->response());
  CHECK(found->recursion_desired());
  CHECK(found->rcode() == 3);
  CHECK(found->question->type == 1);
}

}  // namespace nmsgxx::test

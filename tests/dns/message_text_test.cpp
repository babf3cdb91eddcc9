#include "dns/message_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "dns/dns_messages.hpp"
#include "support/test_data.hpp"

using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

namespace {

constexpr std::size_t kUnbounded = SIZE_MAX;

std::string text_of(const dns::DnsMessage& message) {
  std::string text;
  REQUIRE(dns::write_message_text(message, kUnbounded, text));
  return text;
}

std::string json_of(const dns::DnsMessage& message) {
  static dns::JsonMemory memory;
  nmsgxx::text::Text json;
  REQUIRE(dns::write_message_json(message, kUnbounded, memory, json));
  return std::string(json.view());
}

std::string without_newlines(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c != '\n'; });
  return out;
}

constexpr std::string_view kAnswerText = R"(;; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: 4660
;; flags: qr aa rd ra; QUERY: 1, ANSWER: 4, AUTHORITY: 2, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 4096
; CLIENT-SUBNET: 192.0.2.0/24/0
; EDE: 0 (Other Error): ()
;; QUESTION SECTION:
;www.example.com. IN A

;; ANSWER SECTION:
www.example.com. 300 IN CNAME wer.example.com.
WEB.example.com. 60 IN A 192.0.2.1
wer.example.com. 30 IN A 192.0.2.2
wer.example.com. 60 IN RRSIG A 13 3 60 2 1 7 example.com. qrs=

;; AUTHORITY SECTION:
example.com. 86400 IN NS ns1.example.com.
example.com. 86400 IN NS ns2.example.com.

;; ADDITIONAL SECTION:
ns1.example.com. 5 IN A 192.0.2.53
)";

constexpr std::string_view kAnswerJson =
    R"_({"header":{"opcode":"QUERY","rcode":"NOERROR","id":4660,"flags":["qr","aa","rd","ra"],"opt":{"edns":{"version":0,"flags":["do"],"udp":4096,"options":["CLIENT-SUBNET: 192.0.2.0/24/0","EDE: 0 (Other Error): ()"]
}
}
}
,
"question":[{"qname":"www.example.com.","qclass":"IN","qtype":"A"}],
"answer":[{"rrname":"www.example.com.","rrttl":300,"rrclass":"IN","rrtype":"CNAME","rdata":["wer.example.com."]},{"rrname":"WEB.example.com.","rrttl":60,"rrclass":"IN","rrtype":"A","rdata":["192.0.2.1"]},{"rrname":"wer.example.com.","rrttl":30,"rrclass":"IN","rrtype":"A","rdata":["192.0.2.2"]},{"rrname":"wer.example.com.","rrttl":60,"rrclass":"IN","rrtype":"RRSIG","rdata":["A 13 3 60 2 1 7 example.com. qrs="]}],
"authority":[{"rrname":"example.com.","rrttl":86400,"rrclass":"IN","rrtype":"NS","rdata":["ns1.example.com.","ns2.example.com."]}],
"additional":[{"rrname":"ns1.example.com.","rrttl":5,"rrclass":"IN","rrtype":"A","rdata":["192.0.2.53"]}]})_";

}  // namespace

TEST_CASE("write_message_text, write_message_json: show a whole answer") {
  dns::DnsMessage message;
  REQUIRE(message.parse(unhex(nmsgxx::test::kAnswer)));
  CHECK(text_of(message) == kAnswerText);
  CHECK(json_of(message) == without_newlines(kAnswerJson));
}

TEST_CASE("write_message_text, write_message_json: show all kinds of messages") {
  struct Case {
    const char* name;
    std::string_view hex;
    std::string_view text;  // a part of it
    std::string_view json;  // a part of it
  };
  static const Case cases[] = {
      {"query",
       "123401000001000000000000"
       "03777777076578616d706c6503636f6d0000010001",
       R"(;; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: 4660
;; flags: rd; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;www.example.com. IN A
)",
       R"({"header":{"opcode":"QUERY","rcode":"NOERROR","id":4660,"flags":["rd"])"},
      {"query with EDNS",
       "123401200001000000000001"
       "03777777076578616d706c6503636f6d00001c0001"
       "00002904d000008000000c000a00080102030405060708",
       R"(;; flags: rd ad; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232
; OPT=10: 01 02 03 04 05 06 07 08 ("........")
;; QUESTION SECTION:
;www)",
       R"_("flags":["rd","ad"],"opt":{"edns":{"version":0,"flags":["do"],"udp":1232,"options":["OPT=10: 01 02 03 04 05 06 07 08 (\"........\")"]}}})_"},
      {"EDNS without options",
       "123401000001000000000001"
       "03777777076578616d706c6503636f6d00001c0001"
       "0000290200000000000000",
       R"(; EDNS: version: 0, flags:; udp: 512
;; QUESTION SECTION:)",
       R"("opt":{"edns":{"version":0,"flags":[],"udp":512,"options":[]}})"},
      {"set of names in different cases",
       "123480000000000300000000"
       "074558414d504c4503636f6d00001000010000000700020161"
       "076578616d706c6503434f4d0000100001000000050003026222"
       "076578616d706c6503636f6d0000100001000000090002015c",
       R"(EXAMPLE.com. 7 IN TXT "a"
example.COM. 5 IN TXT "b\""
example.com. 9 IN TXT "\\"

)",
       R"("answer":[{"rrname":"EXAMPLE.com.","rrttl":5,"rrclass":"IN","rrtype":"TXT","rdata":["\"a\"","\"b\\\"\"","\"\\\\\""]}])"},
      {"interleaved sets",
       "123480000000000300000000"
       "0161000001000100000007000401020304"
       "0162000001000100000005000405060708"
       "01410000010001000000090004090a0b0c",
       R"(a. 7 IN A 1.2.3.4
b. 5 IN A 5.6.7.8
A. 9 IN A 9.10.11.12

)",
       R"("answer":[{"rrname":"a.","rrttl":7,"rrclass":"IN","rrtype":"A","rdata":["1.2.3.4","9.10.11.12"]},{"rrname":"b.","rrttl":5,"rrclass":"IN","rrtype":"A","rdata":["5.6.7.8"]}])"},
      {"equal questions",
       "123400000002000000000000"
       "01610000010001"
       "c00c00010001",
       R"(;a. IN A
;a. IN A

)",
       R"("question":[{"qname":"a.","qclass":"IN","qtype":"A"},{"qname":"a.","qclass":"IN","qtype":"A"}])"},
      {"numbers without names",
       "1234181f0001000100000000"
       "01610002bc02bc"
       "c00c04d20001000000010001ff",
       R"(;; ->>HEADER<<- opcode: 3, rcode: 15, id: 4660
;; flags: cd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;a. CLASS700 TYPE700

;; ANSWER SECTION:
a. 1 IN TYPE1234 \# 1 ff 
)",
       R"("opcode":3,"rcode":15,"id":4660,"flags":["cd"]},"question":[{"qname":"a.","qclass":"CLASS700","qtype":"TYPE700"}],"answer":[{"rrname":"a.","rrttl":1,"rrclass":"IN","rrtype":"TYPE1","rdata":["\\# 1 ff ")"},
      {"all flags", "1234ffff0000000000000000",
       R"(;; ->>HEADER<<- opcode: 15, rcode: 15, id: 4660
;; flags: qr aa tc rd ra ad cd; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0)",
       R"("header":{"opcode":15,"rcode":15,"id":4660,"flags":["qr","aa","tc","rd","ra","ad","cd"]})"},
      {"update",
       "123428000001000100000000"
       "047a6f6e650000060001"
       "c00c00ff00ff000000000000",
       R"(opcode: UPDATE, rcode: NOERROR, id: 4660
;; flags:; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;zone. IN SOA

;; ANSWER SECTION:
zone. 0 ANY ANY \# 0 
)",
       R"("opcode":"UPDATE","rcode":"NOERROR","id":4660,"flags":[]},"question":[{"qname":"zone.","qclass":"IN","qtype":"SOA"}],"answer":[{"rrname":"zone.","rrttl":0,"rrclass":"ANY","rrtype":"ANY","rdata":["\\# 0 ")"},
      {"response code of 12 bits",
       "123480000000000000000001"
       "0000290200010000000000",
       R"(rcode: 256)", R"("rcode":256)"},
      {"second OPT record",
       "123400000000000000000002"
       "0000290200000000000000"
       "0000290200000000000009000300000003000141",
       R"(
. 0 CLASS512 OPT OPT=3: ("")
OPT=3: 41 ("A")
)",
       R"_("additional":[{"rrname":".","rrttl":0,"rrclass":"CLASS512","rrtype":"OPT","rdata":["OPT=3: (\"\")\nOPT=3: 41 (\"A\")"]}]})_"},
      {"OPT record in another section",
       "123400000000000100000000"
       "0000290200000500000000",
       R"(ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; OPT PSEUDOSECTION:
; EDNS: version: 5, flags:; udp: 512
)",
       R"("opt":{"edns":{"version":5,"flags":[],"udp":512,"options":[]}})"},
      {"OPT as a question",
       "123400000002000000000000"
       "0000290200"
       "0000290001",
       R"(QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 512
;; QUESTION SECTION:
;. IN OPT
)",
       R"("opt":{"edns":{"version":0,"flags":[],"udp":512}}},"question":[{"qname":".","qclass":"IN","qtype":"OPT")"},
      {"truncated option",
       "123400000000000000000001"
       "0000290200000000000006000300000003",
       R"(; OPT=3: ("")
; OPT=3: ### PARSE ERROR ###
)",
       R"_("options":["OPT=3: (\"\")","OPT=3: ### PARSE ERROR ###"])_"},
      {"empty rdata",
       "123400000000000400000000"
       "0000010001000000000000"
       "0000010003000000000000"
       "0000100001000000000000"
       "00012c0001000000000000",
       R"(
. 0 IN A
. 0 CH A 
. 0 IN TXT
. 0 IN TYPE300 \# 0 

;; AUTH)",
       R"("answer":[{"rrname":".","rrttl":0,"rrclass":"IN","rrtype":"A","rdata":[""]},{"rrname":".","rrttl":0,"rrclass":"CH","rrtype":"A","rdata":[""]},{"rrname":".","rrttl":0,"rrclass":"IN","rrtype":"TXT","rdata":[""]},{"rrname":".","rrttl":0,"rrclass":"IN","rrtype":"TYPE1","rdata":["\\# 0 "]}])"},
      {"counts above the number of records",
       "123400000001000900090009"
       "0000010001",
       R"(QUERY, rcode: NOERROR, id: 4660
;; flags:; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;. IN A

;; ANSWER SECTION:

;; AUTHORITY SECTION:

;; ADDITIONAL SECTION:
)",
       R"("question":[{"qname":".","qclass":"IN","qtype":"A"}],"answer":[],"authority":[],"additional":[]})"},
      {"ends before the answer that it counts",
       "123480000001000100000000"
       "0000010001",
       R"(QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0)", R"("answer":[])"},
      {"bytes after the last record",
       "123400000001000000000000"
       "0000010001"
       "ffff",
       R"(QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0)", R"("question":[{"qname":".","qclass":"IN","qtype":"A"}])"},
      {"names in rdata of another class",
       "123400000000000200000000"
       "03777777076578616d706c6503636f6d0000210003000000010008000000000000c00c"
       "c00c00210001000000010008000000000000c00c",
       R"(www.example.com. 1 CH SRV 
www.example.com. 1 IN SRV 0 0 0 www.example.com.

)",
       R"("answer":[{"rrname":"www.example.com.","rrttl":1,"rrclass":"CH","rrtype":"SRV","rdata":[""]},{"rrname":"www.example.com.","rrttl":1,"rrclass":"IN","rrtype":"SRV","rdata":["0 0 0 www.example.com."]}])"},
      {"name with unprintable bytes",
       "123400000001000000000000"
       "05002e5c22410000010001",
       R"(
;\000\.\\"A. IN A
)",
       R"("qname":"\\000\\.\\\\\"A.",)"},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      dns::DnsMessage message;
      REQUIRE(message.parse(unhex(c.hex)));
      CHECK(text_of(message).find(c.text) != std::string::npos);
      CHECK(json_of(message).find(c.json) != std::string::npos);
    }
  }
}

TEST_CASE("write_message_text, write_message_json: give up texts that are too long") {
  dns::DnsMessage message;
  REQUIRE(message.parse(nmsgxx::test::in_sets(3000, 1500)));
  dns::JsonMemory memory;
  std::string out;
  nmsgxx::text::Text out_json;
  const std::size_t text = text_of(message).size();
  const std::size_t json = json_of(message).size();
  CHECK(dns::write_message_text(message, text, out));
  CHECK(dns::write_message_json(message, json, memory, out_json));
  for (const std::size_t most : {std::size_t{0}, std::size_t{100}, text / 2, text - 1}) {
    CAPTURE(most);
    CHECK(!dns::write_message_text(message, most, out));
    CHECK(out.size() <= most + 1000);
    CHECK(!dns::write_message_json(message, std::min(most, json - 1), memory, out_json));
    CHECK(out_json.size() <= most + 1000);
  }
}

TEST_CASE("write_message_json: writes one object for each set") {
  dns::DnsMessage message;
  REQUIRE(message.parse(nmsgxx::test::in_sets(4000, 7)));
  const std::string json = json_of(message);
  std::size_t sets = 0;
  for (auto at = json.find("rrname"); at != json.npos; at = json.find("rrname", at + 1)) ++sets;
  CHECK(sets == 7);
}

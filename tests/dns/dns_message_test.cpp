#include "dns/message_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/rdata.hpp"
#include "support/test_data.hpp"

using nmsgxx::Errc;
using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

namespace {

constexpr std::size_t kAny = SIZE_MAX;

std::string text_of(const dns::DnsMessage& message) {
  std::string text;
  REQUIRE(dns::write_message_text(message, kAny, text));
  return text;
}

std::string json_of(const dns::DnsMessage& message) {
  static dns::JsonMemory memory;
  nmsgxx::text::Text json;
  REQUIRE(dns::write_message_json(message, kAny, memory, json));
  return std::string(json.view());
}

std::string without_newlines(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\n') out += c;
  }
  return out;
}

// A query, a CNAME, sets in three sections, names compressed in several ways, EDNS.
constexpr std::string_view kAnswer =
    "123485800001000400020002"
    "03777777076578616d706c6503636f6d0000010001"
    "c00c000500010000012c000603776572c010"
    "03574542c010000100010000003c0004c0000201"
    "c02d000100010000001e0004c0000202"
    "c02d002e00010000003c001600010d030000003c00000002000000010007c010aabb"
    "c01000020001000151800006036e7331c010"
    "c01000020001000151800006036e7332c010"
    "00002910000000800000110008000700011800c00002000f00020000"
    "036e7331c01000010001000000050004c0000235";

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

TEST_CASE("a DNS message as text and as JSON") {
  dns::DnsMessage message;
  REQUIRE(message.parse(unhex(kAnswer)));
  CHECK(text_of(message) == kAnswerText);
  CHECK(json_of(message) == without_newlines(kAnswerJson));
}

TEST_CASE("the parts of a DNS message") {
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

TEST_CASE("what else DNS messages say") {
  struct Case {
    std::string_view name;
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
      {"no EDNS option",
       "123401000001000000000001"
       "03777777076578616d706c6503636f6d00001c0001"
       "0000290200000000000000",
       R"(; EDNS: version: 0, flags:; udp: 512
;; QUESTION SECTION:)",
       R"("opt":{"edns":{"version":0,"flags":[],"udp":512,"options":[]}})"},
      {"names in any case are one set",
       "123480000000000300000000"
       "074558414d504c4503636f6d00001000010000000700020161"
       "076578616d706c6503434f4d0000100001000000050003026222"
       "076578616d706c6503636f6d0000100001000000090002015c",
       R"(EXAMPLE.com. 7 IN TXT "a"
example.COM. 5 IN TXT "b\""
example.com. 9 IN TXT "\\"

)",
       R"("answer":[{"rrname":"EXAMPLE.com.","rrttl":5,"rrclass":"IN","rrtype":"TXT","rdata":["\"a\"","\"b\\\"\"","\"\\\\\""]}])"},
      {"sets among others",
       "123480000000000300000000"
       "0161000001000100000007000401020304"
       "0162000001000100000005000405060708"
       "01410000010001000000090004090a0b0c",
       R"(a. 7 IN A 1.2.3.4
b. 5 IN A 5.6.7.8
A. 9 IN A 9.10.11.12

)",
       R"("answer":[{"rrname":"a.","rrttl":7,"rrclass":"IN","rrtype":"A","rdata":["1.2.3.4","9.10.11.12"]},{"rrname":"b.","rrttl":5,"rrclass":"IN","rrtype":"A","rdata":["5.6.7.8"]}])"},
      {"questions are no sets",
       "123400000002000000000000"
       "01610000010001"
       "c00c00010001",
       R"(;a. IN A
;a. IN A

)",
       R"("question":[{"qname":"a.","qclass":"IN","qtype":"A"},{"qname":"a.","qclass":"IN","qtype":"A"}])"},
      {"unknown numbers",
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
      {"a second OPT record",
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
      {"bad option",
       "123400000000000000000001"
       "0000290200000000000006000300000003",
       R"(; OPT=3: ("")
; OPT=3: ### PARSE ERROR ###
)",
       R"_("options":["OPT=3: (\"\")","OPT=3: ### PARSE ERROR ###"])_"},
      {"no rdata",
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
      {"counts of more than there is",
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
      {"ends before the answer, as counted",
       "123480000001000100000000"
       "0000010001",
       R"(QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0)", R"("answer":[])"},
      {"octets behind the last record",
       "123400000001000000000000"
       "0000010001"
       "ffff",
       R"(QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0)", R"("question":[{"qname":".","qclass":"IN","qtype":"A"}])"},
      {"names in rdata of another class are octets",
       "123400000000000200000000"
       "03777777076578616d706c6503636f6d0000210003000000010008000000000000c00c"
       "c00c00210001000000010008000000000000c00c",
       R"(www.example.com. 1 CH SRV 
www.example.com. 1 IN SRV 0 0 0 www.example.com.

)",
       R"("answer":[{"rrname":"www.example.com.","rrttl":1,"rrclass":"CH","rrtype":"SRV","rdata":[""]},{"rrname":"www.example.com.","rrttl":1,"rrclass":"IN","rrtype":"SRV","rdata":["0 0 0 www.example.com."]}])"},
      {"name with octets of all kinds",
       "123400000001000000000000"
       "05002e5c22410000010001",
       R"(
;\000\.\\"A. IN A
)",
       R"("qname":"\\000\\.\\\\\"A.",)"},
  };
  dns::DnsMessage message;
  for (const auto& c : cases) {
    CAPTURE(c.name);
    REQUIRE(message.parse(unhex(c.hex)));
    CHECK(text_of(message).find(c.text) != std::string::npos);
    CHECK(json_of(message).find(c.json) != std::string::npos);
  }
}

namespace {

using Octets = std::vector<std::byte>;

constexpr std::size_t kHeaderSize = 12;

void put16(Octets& out, std::size_t number) {
  out.insert(out.end(), {static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)});
}

/// A message with so many answers, each of which `append_record` appends.
template <class AppendRecord>
Octets answers(std::size_t count, AppendRecord append_record) {
  Octets out = unhex("1234 8180 0000");
  put16(out, count);
  out.resize(kHeaderSize);
  for (std::size_t i = 0; i < count; ++i) append_record(out, i);
  return out;
}

void put_record(Octets& out, std::string_view name_hex, std::size_t rrtype, std::size_t rrclass, const Octets& rdata) {
  const Octets name = unhex(name_hex);
  out.insert(out.end(), name.begin(), name.end());
  put16(out, rrtype);
  put16(out, rrclass);
  out.resize(out.size() + 4);  // TTL
  put16(out, rdata.size());
  out.insert(out.end(), rdata.begin(), rdata.end());
}

/// SOA records whose three names point to one name of 255 bytes, of which none is printable.
Octets pointing_to_one_name(std::size_t count) {
  const std::string label = "3f" + [] {
    std::string hex;
    for (int i = 0; i < 63; ++i) hex += "ff";
    return hex;
  }();
  const std::string name = label + label + label + "3d" + label.substr(2, 122) + "00";
  Octets soa = unhex("c00c c00c");
  soa.resize(soa.size() + 20);
  return answers(count, [&](Octets& out, std::size_t i) { put_record(out, i == 0 ? name : "c00c", 6, 1, soa); });
}

/// NS records of type 2, in so many sets.
Octets in_sets(std::size_t records, std::size_t sets) {
  return answers(records, [&](Octets& out, std::size_t i) { put_record(out, "00", 2, i % sets, unhex("00")); });
}

std::size_t count_of(std::string_view what, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("DnsMessage: bounds the size of a message and what its names unpack to") {
  struct Case {
    std::string_view name;
    Octets message;
    std::optional<Errc> want;
  };
  const auto padded = [](std::size_t size) {
    Octets message = unhex("123400000000000000000000");
    message.resize(size);
    return message;
  };
  const Case cases[] = {
      {"as large as may be", padded(dns::kDnsMessageMax), std::nullopt},
      {"one byte more", padded(dns::kDnsMessageMax + 1), Errc::too_large},
      {"a few names of 255 bytes", pointing_to_one_name(6), std::nullopt},
      {"many", pointing_to_one_name(100), Errc::too_large},
      {"as many as a message holds", pointing_to_one_name(1700), Errc::too_large},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    dns::DnsMessage message;
    const auto result = message.parse(c.message);
    CHECK((result ? std::nullopt : std::optional(result.error().code)) == c.want);
    CHECK(message.memory() <= 2 << 20);
  }
}

TEST_CASE("DnsMessage: a text that would be too long is given up") {
  dns::DnsMessage message;
  REQUIRE(message.parse(in_sets(3000, 1500)));
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

TEST_CASE("DnsMessage: type bitmaps end where their text would be too long") {
  Octets rdata = unhex("00");
  for (std::size_t window = 0; window < 100; ++window) {
    rdata.push_back(static_cast<std::byte>(window));
    rdata.push_back(std::byte{32});
    rdata.resize(rdata.size() + 32, std::byte{0xFF});
  }
  std::string out;
  dns::append_rdata(rdata, 47, 1, 10'000, out);
  CHECK(out.size() <= 20'000);
  CHECK(out.ends_with(" ### PARSE ERROR ###"));
  out.clear();
  dns::append_rdata(rdata, 47, 1, kAny, out);
  CHECK(out.size() > 200'000);
  CHECK(!out.ends_with(" ### PARSE ERROR ###"));
}

TEST_CASE("RrsetIndex: groups records in the order of their first ones") {
  struct Case {
    std::string_view name;
    std::size_t records;
    std::size_t sets;
  };
  static const Case cases[] = {{"none", 0, 1},           {"one", 1, 1},
                               {"one set", 5, 1},        {"each its own", 5, 5},
                               {"interleaved", 4000, 7}, {"thousands", 5000, 5000}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    dns::DnsMessage message;
    REQUIRE(message.parse(in_sets(c.records, c.sets)));
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
    CHECK(count_of("rrname", json_of(message)) == sets);
  }
}

TEST_CASE("RrsetIndex: the case of letters does not matter, everything else does") {
  dns::DnsMessage message;
  const Octets octets = answers(7, [](Octets& out, std::size_t i) {
    // a., A., `., @., b., a.b., and a. of another type
    static constexpr std::string_view kNames[] = {"016100", "014100", "016000", "014000", "016200", "0161016200", "016100"};
    put_record(out, kNames[i], i == 6 ? 99 : 16, 1, unhex("0131"));
  });
  REQUIRE(message.parse(octets));
  dns::RrsetIndex index;
  index.build(message.records(dns::Section::answer));
  for (std::size_t i = 0; i < 7; ++i) {
    CAPTURE(i);
    CHECK(index.begins_set(i) == (i != 1));
    CHECK(index.next_of_set(i) == (i == 0 ? 1 : dns::RrsetIndex::kEnd));
  }
}

TEST_CASE("what is no DNS message") {
  struct Case {
    std::string_view name;
    std::string_view hex;
    Errc code;
    std::uint64_t offset;
  };
  static const Case cases[] = {
      {"no octets", "", Errc::truncated, 0},
      {"header cut off", "1234000000000001000000", Errc::truncated, 11},
      {"no root label", "123400000001000000000000 0161", Errc::truncated, 14},
      {"label cut off", "123400000001000000000000 0461", Errc::truncated, 12},
      {"pointer cut off", "123400000001000000000000 c0", Errc::truncated, 12},
      {"pointer to itself", "123400000001000000000000 c00c00010001", Errc::bad_length, 12},
      {"pointer forward", "123400000001000000000000 c00e00010001 00", Errc::bad_length, 12},
      {"pointers in a circle", "123400000001000000000000 0161c00c00010001", Errc::bad_length, 12},
      {"question cut off", "123400000001000000000000 00000100", Errc::truncated, 13},
      {"record cut off", "123400000000000100000000 00000100010000000000", Errc::truncated, 13},
      {"rdata cut off", "123400000000000100000000 0000010001000000000004c00002", Errc::truncated, 23},
      {"address cut off", "123400000000000100000000 0000010001000000000003c00002", Errc::bad_length, 23},
      {"octets behind the last field", "123400000000000100000000 0000010001000000000005c0000201ff", Errc::bad_length, 27},
      {"number cut off", "123400000000000100000000 00000f000100000000000100", Errc::bad_length, 23},
      {"name that leaves the rdata", "123400000000000100010000 00000200010000000000020161 000002000100000000000100",
       Errc::bad_length, 23},
      {"bad name", "123400000000000100000000 000002000100000000000180", Errc::bad_length, 23},
      {"string cut off", "123400000000000100000000 0000100001000000000004016102ff", Errc::bad_length, 25},
      {"salt cut off", "123400000000000100000000 00003300010000000000060100000102ff", Errc::bad_length, 27},
      {"prefix too long", "123400000000000100000000 000026000100000000000181", Errc::bad_length, 23},
      {"suffix cut off", "123400000000000100000000 00002600010000000000017f", Errc::bad_length, 23},
      {"empty bitmap", "123400000000000100000000 00002f0001000000000003000000", Errc::bad_length, 24},
      {"bitmap too long",
       "123400000000000100000000 "
       "00002f0001000000000024000021ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       Errc::bad_length, 24},
      {"bitmap cut off", "123400000000000100000000 00002f0001000000000004000002ff", Errc::bad_length, 24},
      {"octet behind bitmaps", "123400000000000100000000 00002f0001000000000005000001ff00", Errc::bad_length, 27},
      {"parameter cut off", "123400000000000100000000 0000400001000000000006000100000300", Errc::bad_length, 26},
      {"value cut off", "123400000000000100000000 000040000100000000000800010000030002ff", Errc::bad_length, 26},
      {"value of the size 65535", "123400000000000100000000 00004000010000000000070001000009ffff", Errc::bad_length, 26},
      {"value of the size 65532", "123400000000000100000000 00004000010000000000070001000009fffc", Errc::bad_length, 26},
      {"half a mandatory key", "123400000000000100000000 00004000010000000000080001000000000100", Errc::bad_length, 26},
      {"no protocol", "123400000000000100000000 000040000100000000000700010000010000", Errc::bad_length, 26},
      {"protocol cut off", "123400000000000100000000 0000400001000000000009000100000100020268", Errc::bad_length, 26},
      {"value of no-default-alpn", "123400000000000100000000 00004000010000000000080001000002000100", Errc::bad_length, 26},
      {"port of three octets", "123400000000000100000000 000041000100000000000a00010000030003000000", Errc::bad_length, 26},
      {"half an IPv4 hint", "123400000000000100000000 000041000100000000000900010000040002c000", Errc::bad_length, 26},
      {"half an IPv6 hint", "123400000000000100000000 00004100010000000000080001000006000120", Errc::bad_length, 26},
      {"invalid key", "123400000000000100000000 0000410001000000000007000100ffff0000", Errc::bad_length, 26},
      {"second record bad", "123400000000000200000000 0000010001000000000004c0000201 0000010001000000000001c0",
       Errc::bad_length, 38},
  };
  dns::DnsMessage message;
  for (const auto& c : cases) {
    CAPTURE(c.name);
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

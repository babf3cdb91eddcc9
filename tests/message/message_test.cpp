#include "nmsgxx/message.hpp"

#include <doctest/doctest.h>

#include "support/test_data.hpp"

using nmsgxx::Message;
using nmsgxx::Registry;
using nmsgxx::test::as_bytes;
using nmsgxx::test::unhex;

namespace {

const Registry kRegistry;

std::size_t at(const Message& message, const char* field) {
  return message.schema().find(field).value();
}

std::vector<std::byte> encoded(const Message& message) {
  std::vector<std::byte> out;
  const auto result = message.encode(out);
  if (!result) FAIL(result.error().message());
  return out;
}

}  // namespace

TEST_CASE("Message: is built field by field") {
  Message message(*kRegistry.find({1, 5}));
  CHECK(message.set_number(at(message, "proto"), 17));
  CHECK(message.set_text(at(message, "srcip"), "192.0.2.1"));
  CHECK(message.set_bytes(at(message, "dstip"), unhex("C0000202")));
  CHECK(message.set_number(at(message, "dstport"), 53));
  Message moved = std::move(message);
  CHECK((encoded(moved) == unhex("0811 1204C0000201 2204C0000202 2835")));
  CHECK(moved.set_number(at(moved, "proto"), 6));
  CHECK(moved.number(at(moved, "proto")) == 6);
  CHECK((moved.bytes(at(moved, "srcip")).value().size() == 4));
  CHECK_FALSE(moved.number(at(moved, "srcip")));
  CHECK_FALSE(moved.number(at(moved, "srcport")));
  CHECK(moved.count(at(moved, "srcport")) == 0);
}

TEST_CASE("Message: is decoded, changed and encoded") {
  auto message = Message::decode(*kRegistry.find("base", "dns"), unhex("1001 1801 2A04C0000201 2A04C0000202"));
  REQUIRE(message);
  const std::size_t rdata = at(*message, "rdata");
  CHECK(message->count(rdata) == 2);
  CHECK(message->set_text(rdata, "192.0.2.3", 2));
  CHECK(message->set_text(rdata, "192.0.2.9", 0));
  CHECK_FALSE(message->set_text(rdata, "192.0.2.9", 7));
  CHECK((encoded(*message) == unhex("1001 1801 2A04C0000209 2A04C0000202 2A04C0000203")));
}

TEST_CASE("Message: derives computed fields from the others") {
  Message message(*kRegistry.find("base", "dnstap"));
  CHECK(message.set_text(at(message, "type"), "MESSAGE"));
  CHECK(message.set_text(at(message, "message_type"), "TOOL_QUERY"));
  CHECK(message.set_bytes(at(message, "query_message"), unhex("1234 0100 0001 0000 0000 0000 0161 00 0001 0001")));
  CHECK(message.number(at(message, "id")) == 0x1234);
  CHECK(message.number(at(message, "qtype")) == 1);
  CHECK(message.count(at(message, "rcode")) == 1);
  CHECK_FALSE(message.set_number(at(message, "id"), 1));
  CHECK(message.set_bytes(at(message, "query_message"), unhex("4321 0100 0000 0000 0000 0000")));
  CHECK(message.number(at(message, "id")) == 0x4321);
  CHECK(message.count(at(message, "qtype")) == 0);
}

TEST_CASE("Message: setters reject values that a field cannot hold, and unknown fields") {
  Message ipconn(*kRegistry.find({1, 5}));
  Message delay(*kRegistry.find("SIE", "delay"));
  Message dnstap(*kRegistry.find("base", "dnstap"));
  const std::size_t proto = at(ipconn, "proto");
  const std::size_t srcip = at(ipconn, "srcip");
  const auto byte = unhex("01");
  struct Case {
    const char* name;
    nmsgxx::Result<void> result;
  };
  const Case cases[] = {
      {"a number that is too large", ipconn.set_number(proto, 65536)},
      {"a number for an address", ipconn.set_number(srcip, 1)},
      {"a number for a double", delay.set_number(at(delay, "delay"), 1)},
      {"an address of three bytes", ipconn.set_bytes(srcip, unhex("C00002"))},
      {"bytes for a number", ipconn.set_bytes(proto, byte)},
      {"a double for a number", ipconn.set_real(proto, 1)},
      {"a text that is no address", ipconn.set_text(srcip, "1.2.3")},
      {"a second value of one", ipconn.set_number(proto, 1, 1)},
      {"a place far off", ipconn.set_number(proto, 1, ~std::size_t{0})},
      {"a computed field", dnstap.set_number(at(dnstap, "id"), 1)},
      {"a computed field from text", dnstap.set_text(at(dnstap, "id"), "1")},
      {"a number, no such field", ipconn.set_number(99, 1)},
      {"a double, no such field", ipconn.set_real(ipconn.schema().fields().size(), 1)},
      {"bytes, no such field", ipconn.set_bytes(~std::size_t{0}, byte)},
      {"text, no such field", ipconn.set_text(99, "1")},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK((!c.result && c.result.error().code == nmsgxx::Errc::bad_argument));
    }
  }
}

TEST_CASE("Message: getters return nothing for other kinds, indices and fields") {
  Message message(*kRegistry.find({1, 5}));
  CHECK(message.set_number(at(message, "proto"), 6));
  CHECK(message.count(99) == 0);
  CHECK_FALSE(message.number(99));
  CHECK_FALSE(message.real(~std::size_t{0}));
  CHECK_FALSE(message.bytes(message.schema().fields().size()));
  CHECK_FALSE(message.number(at(message, "proto"), 1));
  CHECK_FALSE(message.number(at(message, "proto"), ~std::size_t{0}));
  CHECK_FALSE(message.real(at(message, "proto")));
  CHECK_FALSE(message.bytes(at(message, "proto")));
}

TEST_CASE("Message: is neither encoded nor decoded without a required field") {
  Message delay(*kRegistry.find("SIE", "delay"));
  CHECK(delay.set_real(at(delay, "delay"), -0.5));
  CHECK(delay.real(at(delay, "delay")) == -0.5);
  std::vector<std::byte> out;
  CHECK_FALSE(delay.encode(out));
  CHECK_FALSE(Message::decode(*kRegistry.find("SIE", "delay"), unhex("08")));
}

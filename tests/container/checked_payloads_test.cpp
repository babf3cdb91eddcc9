#include "container/checked_payloads.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "container/build.hpp"
#include "container/describe.hpp"
#include "container/odd_messages.hpp"
#include "container/payloads.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using container::CheckedPayloads;

std::string described(const auto& sequence, const auto& id, const auto& payloads, std::size_t bad) {
  std::ostringstream out;
  out << sequence.value_or(0) << sequence.has_value() << ' ' << id.value_or(0) << id.has_value() << ' ' << bad << '\n';
  for (const PayloadView& payload : payloads) out << describe(payload) << '\n';
  return out.str();
}

/// What a ContainerView says of the payloads whose CRCs are not wrong.
std::string want(Bytes body) {
  const auto view = ContainerView::parse(body);
  if (!view) return std::string(to_string(view.error().code)) + std::to_string(view.error().offset);
  std::vector<PayloadView> kept;
  for (const PayloadView& payload : *view) {
    if (payload.check_crc() != CrcVerdict::bad) kept.push_back(payload);
  }
  return described(view->sequence(), view->sequence_id(), kept, view->size() - kept.size());
}

std::string got(CheckedPayloads& checked, Bytes body) {
  const auto read = checked.read(body);
  if (!read) return std::string(to_string(read.error().code)) + std::to_string(read.error().offset);
  return described(checked.sequence(), checked.sequence_id(), checked.payloads(), checked.bad_crcs().size());
}

}  // namespace

TEST_CASE("CheckedPayloads: gives what ContainerView and check_crc() give") {
  Random random(63);
  CheckedPayloads checked;
  const auto compare = [&](const Octets& body) {
    if (got(checked, body) != want(body)) FAIL_CHECK(hex(body));
  };
  for (std::size_t i = 0; i < repetitions(10'000); ++i) {
    std::vector<OwnedPayload> payloads;
    for (std::size_t n = below(random, 6); n > 0; --n) payloads.push_back(random_payload(random, below(random, 40)));
    const std::string message = message_of(payloads).SerializeAsString();
    const Octets body(as_bytes(message).begin(), as_bytes(message).end());
    compare(body);
    compare(mutated(random, body));
    compare(mutated(random, odd_body(random)));
  }
}

TEST_CASE("CheckedPayloads: reads canonical containers and those that only begin like them") {
  const Octets one = logline(as_bytes("one"));
  const Octets two = ProtoWriter().raw(logline(as_bytes("two"))).varint(7, 9).varint(9, 1).message();
  const std::uint32_t crc_one = stored_crc(as_bytes("one"));
  const std::uint32_t crc_two = stored_crc(as_bytes("two"));
  const auto payloads = [&] { return ProtoWriter().bytes(1, one).bytes(1, two); };
  struct Case {
    const char* name;
    Octets body;
    std::size_t payloads;
    std::size_t bad;
  };
  const Case cases[] = {
      {"two", payloads().varint(2, crc_one).varint(2, crc_two).message(), 2, 0},
      {"numbered", payloads().varint(2, crc_one).varint(2, crc_two).varint(3, 4).varint(4, 5).message(), 2, 0},
      {"without CRCs", payloads().message(), 2, 0},
      {"one CRC", payloads().varint(2, crc_one).message(), 2, 0},
      {"a CRC too many", payloads().varint(2, crc_one).varint(2, crc_two).varint(2, crc_two).message(), 2, 0},
      {"the first CRC is wrong", payloads().varint(2, crc_one ^ 1).varint(2, crc_two).message(), 1, 1},
      {"the second CRC is wrong", payloads().varint(2, crc_one).varint(2, crc_one).message(), 1, 1},
      {"the first CRC is wrong, the second absent", payloads().varint(2, crc_two).message(), 1, 1},
      {"CRCs first", ProtoWriter().varint(2, crc_one).bytes(1, one).message(), 1, 0},
      {"a payload after the CRCs", payloads().varint(2, crc_one).bytes(1, one).varint(2, crc_two).message(), 3, 0},
      {"an unknown field", payloads().varint(9, 1).varint(2, crc_one ^ 1).message(), 1, 1},
      {"nothing", {}, 0, 0},
  };
  CheckedPayloads checked;
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(got(checked, c.body) == want(c.body));
      CHECK(checked.payloads().size() == c.payloads);
      CHECK(checked.bad_crcs().size() == c.bad);
    }
  }
  const auto bad = ProtoWriter().bytes(1, one).varint(2, 1).message();
  REQUIRE(checked.read(bad).has_value());
  CHECK(checked.bad_crcs()[0].computed == wire::crc32c(as_bytes("one")));
  CHECK(checked.bad_crcs()[0].stored == base::swap_bytes(std::uint32_t{1}));
}

}  // namespace nmsgxx::test

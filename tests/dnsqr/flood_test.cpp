#include <doctest/doctest.h>

#include "dnsqr/messages.hpp"
#include "dnsqr/query_table.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

std::string random_name(Random& random) {
  std::string name;
  for (std::size_t n = 1 + below(random, 20); n > 0; --n) name += static_cast<char>('a' + below(random, 26));
  return name + ".example";
}

}  // namespace

TEST_CASE("DnsqrPairer: pairs real queries during a flood that fills the table") {
  constexpr std::size_t kMost = 1000;
  const auto rounds = static_cast<int>(repetitions(200));
  Random random(9);
  DnsqrPairer pairer({.table_max = kMost});
  int answered = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto id = static_cast<std::uint16_t>(round);
    const std::string name = "real" + std::to_string(round) + ".example";
    pairer.push(query(id, name, 9), {round, 0});
    // Half of them belong to one flow and have different names; the others have different ids and ports, too.
    for (int n = 0; n < 900; ++n) {
      const bool one_flow = n % 2 == 0;
      const auto port = static_cast<std::uint16_t>(one_flow ? 4000 : 1024 + below(random, 60'000));
      pairer.push(query(static_cast<std::uint16_t>(one_flow ? 1 : random()), random_name(random), port), {round, 0});
      CHECK(pairer.waiting() <= kMost);
    }
    (void)pairer.take();
    pairer.push(response(id, name, 9), {round, 1});
    for (const Emitted& one : take_all(pairer)) answered += one.message.type() == DnsQR::UDP_QUERY_RESPONSE;
  }
  CHECK(answered == rounds);
  CHECK(pairer.stats().crowded_out.value() >= repetitions(180'000) - kMost);
}

TEST_CASE("DnsqrPairer: bounds the memory of large queries") {
  constexpr std::size_t kMost = 1 << 20;
  Random random(10);
  DnsqrPairer pairer({.table_octets_max = kMost});
  for (std::uint16_t n = 0; n < 2000; ++n) {
    pairer.push(ipv4(0, udp_between(4000, 53, joined({dns(n, 0, "a"), Octets(below(random, 60'000))}))), {});
    CHECK(pairer.waiting_octets() <= kMost);
    (void)pairer.take();
  }
  CHECK(pairer.waiting() > 10);
}

TEST_CASE("DnsqrPairer: finish() emits queries in parts, in the order of arrival") {
  constexpr std::uint16_t kQueries = 5'000;
  DnsqrPairer pairer({.exclude_names = {wire_name("left.out")}});
  for (std::uint16_t n = 0; n < kQueries; ++n) pairer.push(query(n, "a"), {});
  for (std::uint16_t n = 0; n < kQueries; ++n) pairer.push(query(n, "left.out"), {});
  std::uint16_t next = 0;
  std::size_t most = 0;
  while (pairer.finish()) {
    std::size_t bytes = 0;
    for (const Emitted& one : take_all(pairer)) {
      CHECK(one.message.id() == next++);
      bytes += one.message.ByteSizeLong();
    }
    most = std::max(most, bytes);
  }
  CHECK(next == kQueries);
  CHECK(most < 300'000);
  CHECK(pairer.waiting() == 0);
}

TEST_CASE("QueryTable: finds what a search through all queries would find") {
  Random random(11);
  dnsqr::QueryTable table;
  std::vector<dnsqr::Query> model;  // in the order of their arrival
  const std::vector<Octets> names = {wire_name("a"), wire_name("b"), wire_name("A"), wire_name("")};
  std::size_t found = 0;
  const auto steps = static_cast<int>(repetitions(100'000));
  for (int step = 0; step < steps; ++step) {
    dnsqr::Query query;
    query.flow.id = static_cast<std::uint16_t>(below(random, 4));
    query.flow.query_port = static_cast<std::uint16_t>(below(random, 3));
    query.time.seconds = step;
    query.type = static_cast<std::uint16_t>(below(random, 2));
    query.has_question = !one_in(random, 4);
    if (query.has_question) {
      query.bytes = names[below(random, names.size())];
      query.name_size = static_cast<std::uint16_t>(query.bytes.size());
    }
    const auto rcode = static_cast<std::uint8_t>(below(random, 7));
    const bool lenient = rcode == 1 || rcode == 2 || rcode == 4 || rcode == 5;
    const auto matches = [&](const dnsqr::Query& other) {
      if (other.flow != query.flow) return false;
      if (!other.has_question || !query.has_question) return lenient;
      return other.type == query.type && other.bytes == query.bytes;
    };
    if (one_in(random, 2)) {
      model.push_back(query);
      table.add(std::move(query));
    } else if (one_in(random, 20) && !model.empty()) {
      CHECK(table.take_oldest().time == model.front().time);
      model.erase(model.begin());
    } else {
      const auto want = std::find_if(model.begin(), model.end(), matches);
      const auto got = table.take(query.flow, query.question(), rcode);
      REQUIRE(got.has_value() == (want != model.end()));
      if (got) {
        ++found;
        CHECK(got->time == want->time);
        model.erase(want);
      }
    }
    REQUIRE(table.size() == model.size());
    if (model.size() > 60) {
      CHECK(table.oldest().time == model.front().time);
      (void)table.take_oldest();
      model.erase(model.begin());
    }
  }
  while (!table.empty()) (void)table.take_oldest();
  CHECK(table.memory() == 0);
  CHECK(found > repetitions(10'000));
}

TEST_CASE("DnsqrPairer: is safe with random packets") {
  Random random(12);
  DnsqrPairer pairer({.zero_resolver_address = true, .table_max = 50});
  const std::vector<Octets> seeds = {query(1, "a"), response(1, "a"), ipv6(17, {}, udp_between(53, 53, dns(1, 0, "a"))),
                                     ipv4(0x2000, udp_between(53, 1, dns(1, kResponse, "b"))), ipv4(3, Octets(16))};
  for (int n = 0; n < 50'000; ++n) {
    const Octets packet = mutated(random, seeds[below(random, seeds.size())]);
    pairer.push(packet, {n / 100, 0});
    if (n % 16 == 0) (void)take_all(pairer);
  }
  CHECK(pairer.waiting() <= 50);
}

}  // namespace nmsgxx::test

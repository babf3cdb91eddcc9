#include "container/hostile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "container/reader.hpp"

namespace nmsgxx::test {
namespace {

Reading read(const HostileCase& c) {
  if (c.is_stream()) {
    StreamReader reader;
    reader.feed(c.octets);
    return reader.finish();
  }
  DatagramReader reader;
  for (const auto& datagram : c.datagrams()) reader.receive(datagram);
  return reader.reading();
}

// By what the tables say in words.
const std::map<std::string, std::int64_t> kLost = {
    {"seq-gap.dgrams", 2},
    {"seq-wrap-gap.dgrams", 2},
    {"seq-jump-most.dgrams", 1'048'576},
};

}  // namespace

TEST_CASE("ContainerDecoder: hostile inputs give exactly the payloads that can be read") {
  std::size_t read_cases = 0;
  for (const HostileCase& c : hostile_cases()) {
    CAPTURE(c.input);
    CAPTURE(c.what);
    ++read_cases;
    const Reading reading = read(c);
    CAPTURE(reading.payloads.size());
    CHECK(std::count(c.payloads.begin(), c.payloads.end(), reading.payloads.size()) == 1);
    const auto lost = kLost.find(c.input);
    CHECK(reading.lost == (lost == kLost.end() ? 0 : lost->second));
  }
  CHECK(read_cases >= 192);
}

}  // namespace nmsgxx::test

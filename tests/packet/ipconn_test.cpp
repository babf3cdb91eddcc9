#include "nmsgxx/ipconn.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "proto/ipconn.pb.h"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::FiveTupleBatch;

namespace {

std::string text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string encoded(const FiveTupleBatch& tuples) {
  // On the heap and of the exact size, so that a sanitizer detects any write outside.
  std::vector<std::byte> out(nmsgxx::kIpconnRoom);
  const std::byte* end = nmsgxx::encode_ipconn(tuples, 0, out.data());
  return text({out.data(), end});
}

std::string encoded_by_protobuf(const FiveTupleBatch& tuples) {
  nmsg::base::IPConn ipconn;
  ipconn.set_proto(tuples.protocol[0]);
  ipconn.set_srcip(text(tuples.source_address(0)));
  ipconn.set_srcport(tuples.source_port[0]);
  ipconn.set_dstip(text(tuples.destination_address(0)));
  ipconn.set_dstport(tuples.destination_port[0]);
  return ipconn.SerializeAsString();
}

/// Returns a batch whose entry 0 has random addresses of this size.
FiveTupleBatch tuple(std::mt19937& random, std::uint8_t size, unsigned protocol, unsigned source_port, unsigned port) {
  FiveTupleBatch tuples;
  tuples.size = 1;
  tuples.mask[0] = 1;
  tuples.address_size[0] = size;
  tuples.protocol[0] = static_cast<std::uint8_t>(protocol);
  tuples.source_port[0] = static_cast<std::uint16_t>(source_port);
  tuples.destination_port[0] = static_cast<std::uint16_t>(port);
  for (auto* address : {&tuples.source[0], &tuples.destination[0]}) {
    address->fill(std::byte{0});
    std::generate_n(address->begin(), size, [&] { return static_cast<std::byte>(random()); });
  }
  return tuples;
}

}  // namespace

TEST_CASE("encode_ipconn: writes what the protobuf library writes") {
  std::mt19937 random(5);
  static constexpr unsigned kPorts[] = {0, 1, 127, 128, 443, 16'383, 16'384, 65'535};
  for (const std::uint8_t size : {std::uint8_t{4}, std::uint8_t{16}}) {
    for (const unsigned protocol : {0u, 6u, 17u, 127u, 128u, 255u}) {
      for (const unsigned source_port : kPorts) {
        for (const unsigned port : kPorts) {
          CAPTURE(int{size});
          CAPTURE(protocol);
          CAPTURE(source_port);
          CAPTURE(port);
          const auto tuples = tuple(random, size, protocol, source_port, port);
          CHECK((encoded(tuples) == encoded_by_protobuf(tuples)));
        }
      }
    }
  }
}

TEST_CASE("encode_ipconn: writes what the protobuf library writes, with random five-tuples") {
  std::mt19937 random(6);
  for (int i = 0; i < 50'000; ++i) {
    const auto size = static_cast<std::uint8_t>(random() % 2 == 0 ? 4 : 16);
    const auto port = [&] { return static_cast<unsigned>(random() & 0xFFFF) >> random() % 16; };
    const auto tuples = tuple(random, size, port() & 0xFF, port(), port());
    if (encoded(tuples) != encoded_by_protobuf(tuples)) FAIL("differs, tuple " << i);
  }
}

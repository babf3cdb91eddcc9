#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/ipconn.hpp"
#include "proto/ipconn.pb.h"

// A 5-tuple, encoded, is what the protobuf library reads and writes.

namespace nmsgxx::fuzz {
namespace {

void set(FiveTupleBatch::Address& address, Bytes octets) {
  address = {};
  std::ranges::copy(octets, address.begin());
}

void check(const FiveTupleBatch& tuples) {
  // Of the exact size, so that a sanitizer sees a step beyond it.
  std::vector<std::byte> out(kIpconnRoom);
  const std::byte* end = encode_ipconn(tuples, 0, out.data());
  const Bytes message(out.data(), end);
  static nmsg::base::IPConn ipconn;
  require(ipconn.ParseFromArray(message.data(), static_cast<int>(message.size())), "the protobuf library reads it");
  const auto bytes = [](const std::string& text) { return std::as_bytes(std::span(text)); };
  require(ipconn.proto() == tuples.protocol[0] && ipconn.srcport() == tuples.source_port[0] &&
              ipconn.dstport() == tuples.destination_port[0],
          "numbers come back");
  require(equal(bytes(ipconn.srcip()), tuples.source_address(0)) && equal(bytes(ipconn.dstip()), tuples.destination_address(0)),
          "addresses come back");
  require(ipconn.SerializeAsString() == text_of(message), "the protobuf library writes the same");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  static nmsgxx::FiveTupleBatch tuples;
  Input input(data, size);
  tuples.size = 1;
  tuples.mask[0] = 1;
  tuples.address_size[0] = input.number(1) % 2 == 0 ? 4 : 16;
  tuples.protocol[0] = static_cast<std::uint8_t>(input.number(1));
  tuples.source_port[0] = static_cast<std::uint16_t>(input.number(2));
  tuples.destination_port[0] = static_cast<std::uint16_t>(input.number(2));
  set(tuples.source[0], input.take(tuples.address_size[0]));
  set(tuples.destination[0], input.take(tuples.address_size[0]));
  check(tuples);
  return 0;
}

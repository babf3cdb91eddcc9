#include <vector>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/link.hpp"
#include "packet/heap_packet.hpp"
#include "packet/tuple.hpp"

// An input is an octet of options, a link type, and frames, each behind its length, one octet.  All kernels make the same of
// them.

namespace nmsgxx::fuzz {
namespace {

DecodeOptions options_of(std::uint32_t bits) {
  return {.ipv4 = (bits & 1) == 0, .ipv6 = (bits & 2) == 0, .all_transports = (bits & 4) != 0};
}

void check_place(Bytes packet, Bytes frame) {
  require(packet.data() >= frame.data() && packet.data() + packet.size() <= frame.data() + frame.size(),
          "a packet is inside its frame");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  fuzz::Input input(data, size);
  const auto options = fuzz::options_of(input.number(1));
  const auto link = static_cast<LinkType>(input.number(1) % 9);
  std::vector<test::HeapPacket> frames;
  std::vector<Bytes> packets;
  while (!input.empty() && frames.size() < kBatchSize) {
    const std::size_t length = input.number(1);
    const Bytes frame = frames.emplace_back(input.take(length)).bytes();
    const auto packet = ip_packet(link, frame);
    if (!packet) continue;
    fuzz::check_place(*packet, frame);
    packets.push_back(*packet);
  }
  static FiveTupleBatch tuples;
  test::decode_by_all(packets, options, tuples);
  return 0;
}

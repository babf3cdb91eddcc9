#include "packet/five_tuple_kernels.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <string_view>

#include "packet/heap_packet.hpp"
#include "packet/random_packets.hpp"
#include "packet/tuple.hpp"

namespace nmsgxx::test {
namespace {

constexpr DecodeOptions options_of(std::size_t n) {
  return {.ipv4 = (n & 1) != 0, .ipv6 = (n & 2) != 0, .all_transports = (n & 4) != 0};
}

/// Holds bytes right before a page that cannot be read.
class PageEnd {
 public:
  PageEnd() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    void* const both = mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(both != MAP_FAILED);
    begin_ = static_cast<std::byte*>(both);
    REQUIRE(mprotect(begin_ + page_, page_, PROT_NONE) == 0);
  }
  ~PageEnd() { munmap(begin_, 2 * page_); }
  PageEnd(const PageEnd&) = delete;
  PageEnd& operator=(const PageEnd&) = delete;

  Bytes put(Bytes bytes) {
    std::byte* const at = begin_ + page_ - bytes.size();
    std::ranges::copy(bytes, at);
    return {at, bytes.size()};
  }

 private:
  std::size_t page_;
  std::byte* begin_ = nullptr;
};

}  // namespace

TEST_CASE("five_tuple_kernels: ends with the portable one") {
  std::string names;
  for (const auto& kernel : packet::five_tuple_kernels()) names += std::string(" ") + kernel.name;
  MESSAGE("kernels:" << names);
  REQUIRE(!packet::five_tuple_kernels().empty());
  CHECK(std::string_view(packet::five_tuple_kernels().back().name) == "portable");
}

TEST_CASE("five_tuple_kernels: agree on random packets") {
  const auto sound = seeds();
  Random random(20011);
  std::size_t tuples = 0;
  std::size_t packets = 0;
  FiveTupleBatch batch;
  for (std::size_t round = 0; packets < 100'000; ++round) {
    std::vector<HeapPacket> kept;
    for (std::size_t n = below(random, kBatchSize + 1); n > 0; --n) kept.emplace_back(any_packet(random, sound));
    std::vector<Bytes> bytes;
    for (const auto& packet : kept) bytes.push_back(packet.bytes());
    REQUIRE_NOTHROW(decode_by_all(bytes, options_of(round % 8), batch));
    for (const std::uint64_t word : batch.mask) tuples += static_cast<std::size_t>(std::popcount(word));
    packets += bytes.size();
  }
  CHECK(tuples > 20'000);
}

TEST_CASE("five_tuple_kernels: read nothing after a packet's end, wherever it is truncated") {
  PageEnd edge;
  FiveTupleBatch batch;
  for (auto packet : seeds()) {
    packet.resize(80);
    for (std::size_t size = 0; size <= packet.size(); ++size) {
      const Bytes cut = edge.put(Bytes(packet).first(size));
      for (std::size_t place = 0; place < 17; place += 4) {
        std::vector<Bytes> packets(17);
        packets[place] = cut;
        for (std::size_t n = 0; n < 8; ++n) REQUIRE_NOTHROW(decode_by_all(packets, options_of(n), batch));
      }
    }
  }
}

TEST_CASE("five_tuple_kernels: agree on every value of each of the first bytes") {
  FiveTupleBatch batch;
  for (const auto& sound : seeds()) {
    for (std::size_t at = 0; at < 44 && at < sound.size(); ++at) {
      std::vector<std::vector<std::byte>> all(kBatchSize, sound);
      for (std::size_t value = 0; value < 256; ++value) all[value][at] = static_cast<std::byte>(value);
      const std::vector<Bytes> packets(all.begin(), all.end());
      for (std::size_t n = 1; n < 8; ++n) REQUIRE_NOTHROW(decode_by_all(packets, options_of(n), batch));
    }
  }
}

}  // namespace nmsgxx::test

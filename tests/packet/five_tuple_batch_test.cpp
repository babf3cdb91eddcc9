#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "packet/heap_packet.hpp"
#include "packet/random_packets.hpp"
#include "packet/tuple.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::DecodeOptions;
using nmsgxx::FiveTupleBatch;
using nmsgxx::kBatchSize;
using nmsgxx::test::any_packet;
using nmsgxx::test::below;
using nmsgxx::test::decode_by_all;
using nmsgxx::test::decode_one;
using nmsgxx::test::entry;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::Random;
using nmsgxx::test::seeds;
using nmsgxx::test::unhex;

TEST_CASE("decode_five_tuples: decodes a batch like its packets one at a time") {
  const auto sound = seeds();
  Random random(20010);
  std::size_t tuples = 0;
  FiveTupleBatch batch;
  for (int round = 0; round < 400; ++round) {
    const DecodeOptions options{.ipv4 = random() % 8 != 0, .ipv6 = random() % 8 != 0, .all_transports = random() % 2 != 0};
    std::vector<HeapPacket> packets;
    for (std::size_t n = below(random, kBatchSize + 1); n > 0; --n) {
      packets.emplace_back(any_packet(random, sound));
    }
    std::vector<Bytes> bytes;
    for (const auto& p : packets) bytes.push_back(p.bytes());

    decode_by_all(bytes, options, batch);
    REQUIRE(batch.size == bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto want = decode_one(bytes[i], options);
      REQUIRE(entry(batch, i) == want);
      tuples += want.has_value();
    }
  }
  CHECK(tuples > 10000);  // of about 51,000 packets, enough of which are still sound after the damage
}

TEST_CASE("decode_five_tuples: takes batches of every size") {
  const auto udp = seeds()[0];
  const std::vector<Bytes> packets(kBatchSize, udp);
  FiveTupleBatch batch;
  for (std::size_t size = 0; size <= kBatchSize; ++size) {
    CAPTURE(size);
    batch.mask.fill(~std::uint64_t{0});
    decode_by_all(std::span(packets).first(size), {}, batch);
    CHECK(batch.size == size);
    for (std::size_t i = 0; i < kBatchSize; ++i) REQUIRE(batch.valid(i) == (i < size));
  }
}

TEST_CASE("decode_five_tuples: clears the rest of an address when IPv4 replaces IPv6") {
  const auto all = seeds();
  FiveTupleBatch batch;
  for (std::size_t seed : {2U, 0U}) {
    const Bytes packet = all[seed];
    decode_by_all({&packet, 1}, {}, batch);
  }
  const auto source = unhex("C0000201 00000000 00000000 00000000");
  const auto destination = unhex("C0000202 00000000 00000000 00000000");
  CHECK(std::memcmp(batch.source[0].data(), source.data(), 16) == 0);
  CHECK(std::memcmp(batch.destination[0].data(), destination.data(), 16) == 0);
  CHECK(batch.address_size[0] == 4);
}

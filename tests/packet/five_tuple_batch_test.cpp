#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <vector>

#include "packet/heap_packet.hpp"
#include "packet/tuple.hpp"
#include "support.hpp"

using nmsgxx::Bytes;
using nmsgxx::DecodeOptions;
using nmsgxx::FiveTupleBatch;
using nmsgxx::kBatchSize;
using nmsgxx::test::decode_one;
using nmsgxx::test::entry;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::unhex;

namespace {

using Random = std::mt19937_64;

const std::string kAddresses6 = "20010DB8 00000000 00000000 00000001 20010DB8 00000000 00000000 00000002";

std::vector<std::vector<std::byte>> seeds() {
  const std::string ports = "00350FA0 000C0000 61626364";
  return {
      unhex("45000020 00010000 40110000 C0000201 C0000202" + ports),
      unhex("46000024 00010000 40060000 C0000201 C0000202 94040000" + ports),
      unhex("60000000 000C1140" + kAddresses6 + ports),
      unhex("60000000 001C0040" + kAddresses6 + "3C00050200000100 0600010400000000" + ports),
      unhex("60000000 00202C40" + kAddresses6 + "3300000100000007 11010000 00000001 00000001" + ports),
      unhex("60000000 00142B40" + kAddresses6 + "8400FE0000000000" + ports),
  };
}

std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

std::byte octet(Random& random) {
  return static_cast<std::byte>(random() & 0xFF);
}

// A sound packet with a few octets changed, mostly in front where the lengths are, and perhaps cut or padded.
std::vector<std::byte> mutated(Random& random, std::vector<std::byte> packet) {
  for (std::size_t n = below(random, 4); n > 0; --n) {
    const std::size_t at = below(random, 1 + below(random, packet.size()));
    packet[at] = random() % 2 != 0 ? octet(random) : packet[at] ^ static_cast<std::byte>(1U << below(random, 8));
  }
  if (random() % 4 == 0) packet.resize(below(random, packet.size() + 16));
  return packet;
}

std::vector<std::byte> noise(Random& random) {
  std::vector<std::byte> packet(below(random, 128));
  for (std::byte& b : packet) b = octet(random);
  if (!packet.empty()) packet[0] = (packet[0] & std::byte{0x0F}) | (random() % 2 != 0 ? std::byte{0x40} : std::byte{0x60});
  return packet;
}

}  // namespace

TEST_CASE("a batch gives what its packets give one at a time") {
  const auto sound = seeds();
  Random random(20010);
  std::size_t tuples = 0;
  FiveTupleBatch batch;
  for (int round = 0; round < 400; ++round) {
    const DecodeOptions options{.ipv4 = random() % 8 != 0, .ipv6 = random() % 8 != 0, .all_transports = random() % 2 != 0};
    std::vector<HeapPacket> packets;
    for (std::size_t n = below(random, kBatchSize + 1); n > 0; --n) {
      packets.emplace_back(random() % 8 == 0 ? noise(random) : mutated(random, sound[below(random, sound.size())]));
    }
    std::vector<Bytes> bytes;
    for (const auto& p : packets) bytes.push_back(p.bytes());

    decode_five_tuples(bytes, options, batch);
    REQUIRE(batch.size == bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto want = decode_one(bytes[i], options);
      REQUIRE(entry(batch, i) == want);
      tuples += want.has_value();
    }
  }
  CHECK(tuples > 10000);  // of about 51,000 packets: the mutations leave enough of them sound
}

TEST_CASE("batches of every size") {
  const auto udp = seeds()[0];
  const std::vector<Bytes> packets(kBatchSize, udp);
  FiveTupleBatch batch;
  for (std::size_t size = 0; size <= kBatchSize; ++size) {
    CAPTURE(size);
    batch.mask.fill(~std::uint64_t{0});
    decode_five_tuples(std::span(packets).first(size), {}, batch);
    CHECK(batch.size == size);
    for (std::size_t i = 0; i < kBatchSize; ++i) REQUIRE(batch.valid(i) == (i < size));
  }
}

TEST_CASE("an entry that held an IPv6 address has zeros behind the IPv4 address that replaces it") {
  const auto all = seeds();
  FiveTupleBatch batch;
  for (std::size_t seed : {2U, 0U}) {
    const Bytes packet = all[seed];
    decode_five_tuples({&packet, 1}, {}, batch);
  }
  const auto source = unhex("C0000201 00000000 00000000 00000000");
  const auto destination = unhex("C0000202 00000000 00000000 00000000");
  CHECK(std::memcmp(batch.source[0].data(), source.data(), 16) == 0);
  CHECK(std::memcmp(batch.destination[0].data(), destination.data(), 16) == 0);
  CHECK(batch.address_size[0] == 4);
}

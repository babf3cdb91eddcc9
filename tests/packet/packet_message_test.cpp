#include "nmsgxx/packet_message.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "packet/captured_messages.hpp"
#include "proto/ncap.pb.h"
#include "proto/packet.pb.h"
#include "proto/pkt.pb.h"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::packet_of_message;
using nmsgxx::test::unhex;

namespace {

/// Copies to the heap with the exact size, so that a sanitizer detects any read outside.
std::vector<std::byte> copy(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

std::optional<std::vector<std::byte>> decoded(Bytes message) {
  const auto packet = packet_of_message(message);
  return packet ? std::optional(copy(*packet)) : std::nullopt;
}

std::optional<std::vector<std::byte>> decoded_by_protobuf(Bytes message) {
  nmsg::base::Packet packet;
  // ParseFromArray() would print an error for each missing field.
  if (!packet.ParsePartialFromArray(message.data(), static_cast<int>(message.size())) || !packet.IsInitialized()) {
    return std::nullopt;
  }
  if (packet.payload_type() != nmsg::base::IP) return std::nullopt;
  return copy(nmsgxx::test::as_bytes(packet.payload()));
}

}  // namespace

TEST_CASE("packet_of_message: returns the packet of any well-formed message") {
  struct Case {
    const char* name;
    std::string_view hex;
    std::optional<std::string_view> want;
  };
  static const Case cases[] = {
      {"canonical form", "0801 1203 450000", "450000"},
      {"empty packet", "0801 1200", ""},
      {"long length", "0801 12838080 8000 450000", "450000"},
      {"other order", "1203 450000 0801", "450000"},
      {"the last payload counts", "0801 1201 41 1202 4242", "4242"},
      {"type again", "0801 1201 41 0801", "41"},
      {"type that the enum lacks", "084D 1201 41", {}},
      {"type that the enum lacks, after IP", "0801 1201 41 084D", "41"},
      {"type over 32 bits", "08818080 8010 1201 41", "41"},
      {"negative type", "08FFFFFFFFFFFFFFFFFF01 1201 41", {}},
      {"unknown varint, fixed64, bytes, fixed32", "1807 210102030405060708 2A02FFFF 3501020304 0801 1201 41", "41"},
      {"unknown group", "0801 1B 0805 1C 1201 41", "41"},
      {"payload as a number is unknown", "0801 1207 41414141414141 1005", "41414141414141"},
      {"payload only as a number", "0801 1005", {}},
      {"type only as bytes", "0A0101 1201 41", {}},
      {"empty", "", {}},
      {"no payload", "0801", {}},
      {"no type", "1201 41", {}},
      {"truncated in the type", "08", {}},
      {"truncated before the length", "080112", {}},
      {"truncated in the length", "080112 80", {}},
      {"truncated in the packet", "0801 1204 450000", {}},
      {"length of 2 GiB", "0801 12FFFFFFFF07 45", {}},
      {"length of six bytes", "0801 12838080808000 450000", {}},
      {"the field after it is truncated", "0801 1201 41 18", {}},
      {"field number 0", "0801 1201 41 0001", {}},
      {"wire type 7", "0801 1201 41 1F", {}},
      {"group that is not closed", "0801 1201 41 1B", {}},
      {"end of a group alone", "0801 1201 41 1C", {}},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const auto message = unhex(c.hex);
      const auto want = c.want ? std::optional(unhex(*c.want)) : std::nullopt;
      CHECK((decoded(message) == want));
      CHECK((decoded_by_protobuf(message) == want));
    }
  }
}

TEST_CASE("packet_of_message: agrees with the protobuf library on random bytes") {
  std::mt19937 random(12);
  const auto octet = [&] { return static_cast<std::byte>(random()); };
  // Often a key, a length or a small number that the parser accepts, otherwise any byte.
  const auto likely = [&] {
    static constexpr std::uint8_t kLikely[] = {0x08, 0x12, 0x01, 0x00, 0x02, 0x80, 0x1B, 0x1C, 0x10, 0x0A};
    return random() % 4 == 0 ? octet() : std::byte{kLikely[random() % std::size(kLikely)]};
  };
  int readable = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::vector<std::byte> message;
    if (i % 2 == 0) {
      nmsgxx::append_packet_message(std::vector<std::byte>(random() % 12, std::byte{0x45}), message);
      for (auto n = random() % 4; n > 0; --n) message[random() % message.size()] = likely();
      if (random() % 4 == 0) message.resize(message.size() + random() % 3, likely());
      if (random() % 4 == 0) message.resize(random() % (message.size() + 1));
    } else {
      message.resize(random() % 16);
      std::ranges::generate(message, likely);
    }
    message.shrink_to_fit();
    const auto want = decoded_by_protobuf(message);
    readable += want.has_value();
    if (decoded(message) != want) FAIL("differs, message " << i);
  }
  CHECK(readable > 10'000);
}

TEST_CASE("append_packet_message: writes what the protobuf library writes") {
  for (const std::size_t size : {0u, 1u, 127u, 128u, 1500u, 16'384u, 65'535u}) {
    CAPTURE(size);
    const std::vector<std::byte> packet(size, std::byte{0x60});
    std::vector<std::byte> out = unhex("FF");
    nmsgxx::append_packet_message(packet, out);
    CHECK(out.size() <= 1 + nmsgxx::kPacketPrefixMax + size);

    nmsg::base::Packet same;
    same.set_payload_type(nmsg::base::IP);
    same.set_payload(packet.data(), packet.size());
    std::string want = "\xFF";
    same.AppendToString(&want);
    CHECK(std::ranges::equal(out, nmsgxx::test::as_bytes(want)));
    CHECK((decoded(Bytes(out).subspan(1)) == packet));
  }
}

TEST_CASE("append_pkt_message: writes what the protobuf library writes") {
  for (const std::size_t size : {0u, 1u, 127u, 128u, 65'535u}) {
    for (const std::uint32_t original_length : {0u, 127u, 128u, ~0u}) {
      CAPTURE(size);
      CAPTURE(original_length);
      const std::vector<std::byte> frame(size, std::byte{0x02});
      std::vector<std::byte> out;
      nmsgxx::packet::append_pkt_message(frame, original_length, out);
      nmsg::base::Pkt same;
      same.set_payload(frame.data(), frame.size());
      same.set_len_frame(original_length);
      const std::string want = same.SerializeAsString();
      CHECK(std::ranges::equal(out, nmsgxx::test::as_bytes(want)));
    }
  }
}

TEST_CASE("append_ncap_message: writes what the protobuf library writes") {
  using nmsgxx::packet::IpVersion;
  for (const IpVersion version : {IpVersion::v4, IpVersion::v6}) {
    for (const std::size_t size : {0u, 1u, 127u, 128u, 65'535u}) {
      CAPTURE(size);
      const std::vector<std::byte> packet(size, std::byte{0x45});
      std::vector<std::byte> out;
      nmsgxx::packet::append_ncap_message(packet, version, out);
      nmsg::base::Ncap same;
      same.set_type(version == IpVersion::v4 ? nmsg::base::Ncap::IPV4 : nmsg::base::Ncap::IPV6);
      same.set_payload(packet.data(), packet.size());
      const std::string want = same.SerializeAsString();
      CHECK(std::ranges::equal(out, nmsgxx::test::as_bytes(want)));
    }
  }
}

#include "nmsgxx/five_tuple_output.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "engine/fakes.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/frame_input.hpp"
#include "nmsgxx/packet_message.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// 192.0.2.1:1234 to 198.51.100.2:53, UDP
constexpr const char* kUdp4 = "4500001c 00000000 40110000 c0000201 c6336402 04d20035 00080000";
// 2001:db8::1:1234 to 2001:db8::2:80, TCP
constexpr const char* kTcp6 =
    "60000000 00140640 20010db8000000000000000000000001 20010db8000000000000000000000002"
    "04d20050 00000000 00000000 50020000 00000000";
constexpr const char* kIcmp4 = "4500001c 00000000 40010000 c0000201 c6336402 08000000 00000000";
constexpr const char* kSctp4 = "4500001c 00000000 40840000 c0000201 c6336402 04d20035 00000000";

constexpr const char* kUdp4Text = "192.0.2.1.1234 --> 198.51.100.2.53 (17)\n";
constexpr const char* kTcp6Text = "2001:db8::1.1234 --> 2001:db8::2.80 (6)\n";
constexpr const char* kSctp4Text = "192.0.2.1.1234 --> 198.51.100.2.53 (132)\n";

Item packet_item(const char* hex) {
  Item item{kBasePacket, {}};
  append_packet_message(unhex(hex), item.bytes);
  return item;
}

// The tuple lines without their headers.
std::string tuple_lines(const std::vector<std::vector<std::byte>>& writes) {
  std::string lines;
  for (const auto& write : writes) {
    std::string text(reinterpret_cast<const char*>(write.data()), write.size());
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = text.find('\n', from) + 1;
      if (text[from] != '[') lines += text.substr(from, end - from);
      from = end;
    }
  }
  return lines;
}

struct Run {
  Result<void> result;
  std::string tuples;
  int reports = 0;
  std::uint64_t packets = 0;
  std::uint64_t other = 0;
  std::uint64_t undecodable = 0;
};

struct RunOptions {
  DecodeOptions decode{};
  std::uint64_t count = 0;
};

Run run(std::unique_ptr<Input> input, const RunOptions& options = {}) {
  Run run;
  std::vector<std::vector<std::byte>> writes;
  std::vector<std::unique_ptr<TupleWriter>> writers;
  writers.push_back(make_tuple_text_writer(TupleFormat::text, std::make_unique<MemorySink>(writes), false));
  Wakeup stop;
  FiveTupleStats stats;
  Engine engine({.mirror = true, .count = options.count, .bad_crc = [&](const Error&) { ++run.reports; }}, stop);
  engine.add(std::move(input));
  engine.add(make_five_tuple_output("memory", options.decode, std::move(writers), stats));
  run.result = engine.run();
  run.tuples = tuple_lines(writes);
  run.packets = stats.packets.value();
  run.other = stats.other.value();
  run.undecodable = stats.undecodable.value();
  return run;
}

std::unique_ptr<Input> containers(std::unique_ptr<MemorySource> source, unsigned threads = 1) {
  return make_container_input("memory", std::move(source), {.threads = threads});
}

}  // namespace

TEST_CASE("FiveTupleOutput: takes the packets of base:packet payloads") {
  struct Case {
    const char* name;
    RunOptions options;
    std::vector<Item> items;
    std::string want;
    std::uint64_t packets;
    std::uint64_t other;
    std::uint64_t undecodable;
  };
  const std::string udp = kUdp4Text;
  const std::string tcp = kTcp6Text;
  const Item other{{1, 6}, {}};
  const Item broken{kBasePacket, unhex("ffff")};
  const std::vector<Item> mixed{packet_item(kUdp4), packet_item(kIcmp4), packet_item(kTcp6), packet_item(kSctp4)};
  const Case cases[] = {
      {"all", {}, mixed, udp + tcp, 4, 0, 0},
      {"IPv4 only", {.decode = {.ipv6 = false}}, mixed, udp, 4, 0, 0},
      {"IPv6 only", {.decode = {.ipv4 = false}}, mixed, tcp, 4, 0, 0},
      {"all transports", {.decode = {.all_transports = true}}, mixed, udp + tcp + kSctp4Text, 4, 0, 0},
      {"the count is of packets read", {.count = 2}, mixed, udp, 2, 0, 0},
      {"other types are no packets", {.count = 1}, {other, packet_item(kUdp4), packet_item(kTcp6)}, udp, 1, 1, 0},
      {"a message that does not decode", {}, {broken, packet_item(kUdp4)}, udp, 2, 0, 1},
      {"between others", {}, {packet_item(kTcp6), other, packet_item(kUdp4), broken, other}, tcp + udp, 3, 2, 1},
      {"no packets", {}, {}, "", 0, 0, 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      std::vector<std::vector<std::byte>> bodies;
      if (!c.items.empty()) bodies.push_back(container_of(c.items));
      const Run got = run(containers(std::make_unique<MemorySource>(bodies)), c.options);
      CHECK(got.result.has_value());
      CHECK(got.tuples == c.want);
      CHECK(got.packets == c.packets);
      CHECK(got.other == c.other);
      CHECK(got.undecodable == c.undecodable);
    }
  }
}

TEST_CASE("FiveTupleOutput: takes more packets than a batch holds, in containers of any size") {
  for (const std::size_t packets : {1UL, 255UL, 256UL, 257UL, 1000UL}) {
    for (const bool others : {false, true}) {
      CAPTURE(packets);
      CAPTURE(others);
      std::vector<Item> items;
      for (std::size_t n = 0; n < packets; ++n) {
        items.push_back(packet_item(kUdp4));
        if (others && n % 100 == 3) items.push_back({{1, 6}, {}});
      }
      const Run got =
          run(containers(std::make_unique<MemorySource>(Bodies{container_of(items), container_of({packet_item(kTcp6)})})));
      CHECK(got.tuples.size() == packets * std::string_view(kUdp4Text).size() + std::string_view(kTcp6Text).size());
    }
  }
}

TEST_CASE("FiveTupleOutput: any number of threads makes the same of containers, in the same order") {
  Bodies bodies;
  std::string want;
  for (unsigned n = 0; n < 300; ++n) {
    std::vector<Item> items(n % 7 * 60, packet_item(kUdp4));
    items.push_back(packet_item(n % 2 == 0 ? kTcp6 : kSctp4));
    bodies.push_back(container_of(items));
    if (n % 50 == 49) bodies.back()[0] = std::byte{7};  // no protobuf
    if (n % 50 == 49) continue;
    for (std::size_t i = 1; i < items.size(); ++i) want += kUdp4Text;
    want += n % 2 == 0 ? kTcp6Text : kSctp4Text;
  }
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    CAPTURE(threads);
    const Run got = run(containers(std::make_unique<MemorySource>(bodies), threads), {.decode = {.all_transports = true}});
    CHECK(got.result.has_value());
    CHECK(got.tuples == want);
  }
}

TEST_CASE("FiveTupleOutput: a payload with a wrong CRC is dropped and reported") {
  auto body = container_of({packet_item(kUdp4), packet_item(kTcp6)});
  const auto address = unhex("c6336402");
  auto at = std::search(body.begin(), body.end(), address.begin(), address.end());
  REQUIRE(at != body.end());
  *at ^= std::byte{1};
  const Run got = run(containers(std::make_unique<MemorySource>(Bodies{body})));
  CHECK(got.tuples == kTcp6Text);
  CHECK(got.reports == 1);
}

TEST_CASE("FiveTupleOutput: takes the packets of frames from where they are") {
  const auto packet = unhex(kUdp4);
  const auto size = static_cast<std::uint32_t>(packet.size());
  const Frame whole{.bytes = packet, .original_length = size};
  const Frame cut{.bytes = packet, .original_length = size + 1};
  struct Case {
    const char* name;
    std::uint64_t count;
    std::string want;
    std::uint64_t packets;
    std::uint64_t other;
  };
  const std::string udp = kUdp4Text;
  const Case cases[] = {{"all", 0, udp + udp + udp, 3, 2}, {"a count", 2, udp + udp, 2, 1}};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      auto source = std::make_unique<MemoryPacketSource>(std::vector<Frame>{whole, cut, whole, whole, cut}, LinkType::raw);
      const Run got = run(make_packet_input("memory", std::move(source)), {.count = c.count});
      CHECK(got.tuples == c.want);
      CHECK(got.packets == c.packets);
      CHECK(got.other == c.other);
    }
  }
}

TEST_CASE("FiveTupleOutput: what came before a source failed is written") {
  const Run got = run(containers(
      std::make_unique<MemorySource>(Bodies{container_of({packet_item(kUdp4)})}, nullptr, Error{Errc::system, 0, "gone"})));
  REQUIRE(!got.result.has_value());
  CHECK(got.result.error().message() == "gone");
  CHECK(got.tuples == kUdp4Text);
}

TEST_CASE("FiveTupleOutput: base:ipconn has the packet's time, source, operator and group") {
  std::vector<std::vector<std::byte>> writes;
  std::vector<std::unique_ptr<TupleWriter>> writers;
  writers.push_back(make_ipconn_writer({}, std::make_unique<MemorySink>(writes), false));
  Wakeup stop;
  FiveTupleStats stats;
  Engine engine({.mirror = true}, stop);
  engine.add(make_five_tuple_output("memory", {}, std::move(writers), stats));
  std::vector<std::vector<std::byte>> in;
  MemorySink in_sink(in);
  ContainerWriter writer({}, in_sink);
  const Item item = packet_item(kUdp4);
  PayloadView payload{.time_sec = -5, .time_nsec = 6, .type = kBasePacket, .source = 7, .operator_ = 8, .group = 9};
  payload.has_source = payload.has_operator = payload.has_group = payload.has_bytes = true;
  payload.bytes = item.bytes;
  REQUIRE(writer.add(payload).has_value());
  REQUIRE(writer.flush().has_value());
  engine.add(containers(std::make_unique<MemorySource>(Bodies{{in[0].begin() + kHeaderSize, in[0].end()}})));
  REQUIRE(engine.run().has_value());
  REQUIRE(writes.size() == 1);
  const auto view = ContainerView::parse(Bytes(writes[0]).subspan(kHeaderSize));
  REQUIRE(view.has_value());
  REQUIRE(view->size() == 1);
  const PayloadView got = *view->begin();
  CHECK(got.type == kBaseIpconn);
  CHECK(got.time_sec == -5);
  CHECK(got.time_nsec == 6);
  CHECK(got.source == 7);
  CHECK(got.operator_ == 8);
  CHECK(got.group == 9);
  CHECK(got.check_crc() == CrcVerdict::good);
  CHECK(std::ranges::equal(got.bytes, unhex("0811 1204c0000201 18d209 2204c6336402 2835")));
}

}  // namespace nmsgxx::test

#include "nmsgxx/packet_job.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "nmsgxx/packet_message.hpp"
#include "engine/fakes.hpp"
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
};

template <class Source>
Run run(Source& source, const PacketJobOptions& options) {
  Run run;
  std::vector<std::vector<std::byte>> writes;
  std::vector<std::unique_ptr<TupleOutput>> outputs;
  outputs.push_back(make_tuple_text_output(TupleFormat::text, std::make_unique<MemorySink>(writes), false));
  PacketJob job(options, std::move(outputs), [&](const Error&) { ++run.reports; }, {});
  run.result = job.run(source);
  run.tuples = tuple_lines(writes);
  return run;
}

}  // namespace

TEST_CASE("packets of containers to 5-tuples") {
  struct Case {
    const char* name;
    PacketJobOptions options;
    std::vector<Item> items;
    std::string want;
  };
  const std::string udp = kUdp4Text;
  const std::string tcp = kTcp6Text;
  const std::vector<Item> mixed{packet_item(kUdp4), packet_item(kIcmp4), packet_item(kTcp6), packet_item(kSctp4)};
  const Case cases[] = {
      {"all", {}, mixed, udp + tcp},
      {"IPv4 only", {.decode = {.ipv6 = false}}, mixed, udp},
      {"IPv6 only", {.decode = {.ipv4 = false}}, mixed, tcp},
      {"all transports", {.decode = {.all_transports = true}}, mixed, udp + tcp + kSctp4Text},
      {"the count is of packets read", {.count = 2}, mixed, udp},
      {"other types are no packets", {.count = 1}, {{{1, 6}, {}}, packet_item(kUdp4), packet_item(kUdp4)}, udp},
      {"a message that does not decode", {}, {{kBasePacket, unhex("ffff")}, packet_item(kUdp4)}, udp},
      {"no packets", {}, {}, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    std::vector<std::vector<std::byte>> bodies;
    if (!c.items.empty()) bodies.push_back(container_of(c.items));
    MemorySource source(bodies);
    const Run got = run(source, c.options);
    CHECK(got.result.has_value());
    CHECK(got.tuples == c.want);
  }
}

TEST_CASE("more packets than a batch holds, in containers of any size") {
  for (const std::size_t packets : {1UL, 255UL, 256UL, 257UL, 1000UL}) {
    CAPTURE(packets);
    MemorySource source(
        Bodies{container_of(std::vector<Item>(packets, packet_item(kUdp4))), container_of({packet_item(kTcp6)})});
    const Run got = run(source, {});
    CHECK(got.tuples.size() == packets * std::string_view(kUdp4Text).size() + std::string_view(kTcp6Text).size());
  }
}

TEST_CASE("any number of threads makes the same of containers, in the same order") {
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
    MemorySource source(bodies);
    const Run got = run(source, {.decode = {.all_transports = true}, .threads = threads});
    CHECK(got.result.has_value());
    CHECK(got.tuples == want);
    CHECK(source.refused() == 6);
  }
}

TEST_CASE("a payload with a wrong CRC is dropped and told") {
  auto body = container_of({packet_item(kUdp4), packet_item(kTcp6)});
  const auto address = unhex("c6336402");
  auto at = std::search(body.begin(), body.end(), address.begin(), address.end());
  REQUIRE(at != body.end());
  *at ^= std::byte{1};
  MemorySource source(Bodies{body});
  const Run got = run(source, {});
  CHECK(got.tuples == kTcp6Text);
  CHECK(got.reports == 1);
}

TEST_CASE("frames to 5-tuples") {
  const auto packet = unhex(kUdp4);
  const auto size = static_cast<std::uint32_t>(packet.size());
  MemoryPacketSource source({{.bytes = packet, .original_length = size}, {.bytes = packet, .original_length = size + 1}},
                            LinkType::raw);
  const Run got = run(source, {});
  CHECK(got.tuples == kUdp4Text);
}

TEST_CASE("a source that fails: what came before is handed on") {
  MemorySource source(Bodies{container_of({packet_item(kUdp4)})}, nullptr, Error{Errc::system, 0, "gone"});
  const Run got = run(source, {});
  REQUIRE(!got.result.has_value());
  CHECK(got.result.error().message() == "gone");
  CHECK(got.tuples == kUdp4Text);
}

TEST_CASE("base:ipconn carries the packet's time, source, operator and group") {
  std::vector<std::vector<std::byte>> writes;
  std::vector<std::unique_ptr<TupleOutput>> outputs;
  outputs.push_back(make_ipconn_output({}, std::make_unique<MemorySink>(writes), false));
  PacketJob job({}, std::move(outputs), [](const Error&) {}, {});
  std::vector<std::vector<std::byte>> in;
  MemorySink in_sink(in);
  ContainerWriter writer({}, in_sink);
  const Item item = packet_item(kUdp4);
  PayloadView payload{.time_sec = -5, .time_nsec = 6, .type = kBasePacket, .source = 7, .operator_ = 8, .group = 9};
  payload.has_source = payload.has_operator = payload.has_group = payload.has_bytes = true;
  payload.bytes = item.bytes;
  REQUIRE(writer.add(payload).has_value());
  REQUIRE(writer.flush().has_value());
  MemorySource source(Bodies{{in[0].begin() + kHeaderSize, in[0].end()}});
  REQUIRE(job.run(source).has_value());
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

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endian.hpp"
#include "engine/decoded_container.hpp"
#include "message/container_file.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/where.hpp"
#include "support/allocations.hpp"
#include "support/proto_writer.hpp"
#include "support/test_data.hpp"
#include "text/json_scan.hpp"
#include "wire/zlib.hpp"

namespace {

using nmsgxx::test::Allocations;
using nmsgxx::test::ContainerFile;

template <class Writer>
std::size_t allocations_of(Writer writer) {
  std::vector<std::unique_ptr<ContainerFile>> files;
  std::vector<nmsgxx::PayloadView> payloads;
  for (const auto& entry : std::filesystem::directory_iterator(nmsgxx::test::data_path("messages"))) {
    if (entry.path().extension() != ".nmsg") continue;
    files.push_back(std::make_unique<ContainerFile>(entry.path()));
    for (const auto& payload : std::as_const(*files.back()).payloads()) payloads.push_back(payload);
  }
  CHECK(payloads.size() > 700);
  std::string out;
  for (int warm = 0; warm < 2; ++warm) {
    out.clear();
    Allocations::reset();
    for (const auto& payload : payloads) (void)writer.append(payload, out);
  }
  return Allocations::since_reset().calls;
}

std::string repeated(std::string_view text, std::size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out;
}

/// Most memory that reading takes at once, the line aside; and what is held after a small line.
template <class Read>
Allocations allocations_of(Read read, const std::string& large, const std::string& small) {
  read(small);
  Allocations::reset();
  read(large);
  Allocations made = Allocations::since_reset();
  read(small);
  made.live = Allocations::since_reset().live;
  return made;
}

}  // namespace

TEST_CASE("JsonReader: limits the memory for a large line, and frees it") {
  constexpr std::size_t kSize = 4 << 20;
  const std::string ipconn = R"({"vname":"base","mname":"ipconn",)";
  const std::string dnsqr =
      R"({"vname":"base","mname":"dnsqr","message":{"type":"TCP","query_ip":"1.2.3.4","response_ip":"1.2.3.4","proto":"TCP",)"
      R"("query_port":1,"response_port":53,"id":0,)";
  struct Case {
    std::string name;
    std::string line;
    std::size_t times;  // most memory, in sizes of the line
  };
  const Case cases[] = {
      {"base64",
       R"({"vname":"base","mname":"packet","message":{"payload_type":"IP","payload":")" + repeated("QUJD", kSize) + "\"}}", 2},
      {"bytes", R"({"vname":"base","mname":"dns","message":null,"payload":")" + repeated("QUJD", kSize) + "\"}", 1},
      {"lists that nobody asks for", ipconn + R"("x":[)" + repeated("[],", kSize) + R"(0],"message":{}})", 0},
      {"deep lists", ipconn + R"("x":)" + repeated("[", kSize), 0},
      {"keys that nobody asks for", ipconn + repeated("\"a\":1,", kSize) + R"("message":{}})", 0},
      {"fields that nobody knows", ipconn + R"("message":{)" + repeated("\"a\":1,", kSize) + R"("proto":6}})", 0},
      {"one field again and again", ipconn + R"("message":{)" + repeated("\"dstport\":1,", kSize) + R"("proto":6}})", 0},
      {"numbers", dnsqr + R"("query_time_nsec":[)" + repeated("1,", kSize) + "1]}}", 9},
      {"negative numbers", dnsqr + R"("query_time_sec":[)" + repeated("-1,", kSize) + "1]}}", 9},
      {"empty texts",
       R"({"vname":"base","mname":"email","message":{"type":"spamtrap","rcpt":[)" + repeated("\"\",", kSize) + "\"\"]}}", 4},
      {"text", R"({"vname":"base","mname":"logline","message":{"category":")" + repeated("text", kSize) + "\"}}", 3},
      {"text with an escape",
       R"({"vname":"base","mname":"logline","message":{"category":"\n)" + repeated("text", kSize) + "\"}}", 3},
      {"escapes", R"({"vname":"base","mname":"logline","message":{"category":")" + repeated("\\n", kSize) + "\"}}", 2},
      {"a number", ipconn + R"("message":{"proto":)" + repeated("1", kSize) + "}}", 0},
      {"a key", ipconn + R"("message":{")" + repeated("a", kSize) + R"(":1}})", 0},
  };
  const nmsgxx::Registry registry;
  nmsgxx::JsonReader reader(registry);
  const auto read = [&](std::string_view line) { (void)reader.read(line); };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Allocations made = allocations_of(read, c.line, ipconn + R"("message":{}})");
    CHECK(made.peak <= c.times * c.line.size() + (1 << 20));
    CHECK(static_cast<std::ptrdiff_t>(made.live) <= 2 << 20);
  }
}

TEST_CASE("PresentationReader: limits the memory for a large payload, and frees it") {
  constexpr std::size_t kSize = 4 << 20;
  struct Case {
    std::string name;
    const char* type;
    std::string text;
  };
  const Case cases[] = {
      {"a line", "logline", "category: " + repeated("text", kSize) + "\n\n"},
      {"a text of many lines", "email", "type: spamtrap\nheaders:\n" + repeated("a\n", kSize) + ".\n\n"},
      {"many values", "email", "type: spamtrap\n" + repeated("rcpt: \n", kSize) + "\n"},
  };
  const nmsgxx::Registry registry;
  for (const Case& c : cases) {
    CAPTURE(c.name);
    nmsgxx::PresentationReader reader(*registry.find("base", c.type));
    const auto read = [&](std::string_view text) {
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        (void)reader.read(text.substr(at, end - at));
        at = end + 1;
      }
    };
    const Allocations made = allocations_of(read, c.text, "type: spamtrap\n\n");
    CHECK(made.peak <= 3 * c.text.size() + (1 << 20));
    CHECK(static_cast<std::ptrdiff_t>(made.live) <= 2 << 20);
  }
}

TEST_CASE("is_json: allocates nothing") {
  const std::string lists = '[' + repeated("[],", 1 << 20) + "0]";
  const std::string deep = repeated("[", 1 << 20);
  CHECK(nmsgxx::text::is_json("1"));  // simdjson chooses its code the first time
  Allocations::reset();
  const bool good = nmsgxx::text::is_json(lists);
  const bool too_deep = !nmsgxx::text::is_json(deep);
  CHECK(Allocations::since_reset().calls == 0);
  CHECK((good && too_deep));
}

TEST_CASE("WhereMatcher: allocates nothing once warm") {
  struct Matcher {
    nmsgxx::WhereMatcher matcher;
    void append(const nmsgxx::PayloadView& payload, std::string&) { matcher.matches(payload); }
  };
  const nmsgxx::Registry registry;
  const auto condition = nmsgxx::Where::compile(
      "srcip in 10.0.0.0/8 || dstport in {53, 853} || qname under \"com\" || rdata contains \"a\" || response || time > 0",
      registry);
  REQUIRE(condition.has_value());
  CHECK(allocations_of(Matcher{nmsgxx::WhereMatcher(*condition)}) == 0);
}

TEST_CASE("JsonWriter and PresentationWriter: allocate nothing once warm") {
  const nmsgxx::Registry registry;
  CHECK(allocations_of(nmsgxx::JsonWriter(registry)) == 0);
  CHECK(allocations_of(nmsgxx::PresentationWriter(registry, "\n")) == 0);
}

namespace nmsgxx::test {
namespace {

constexpr std::size_t kMiB = 1 << 20;

class CountingSink final : public Sink {
 public:
  explicit CountingSink(std::size_t& bytes) : bytes_(bytes) {}
  Result<void> write(Bytes bytes) override {
    bytes_ += bytes.size();
    return {};
  }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  std::size_t& bytes_;
  SinkStats stats_;
};

/// A compressed container of one payload many times over.
std::vector<std::byte> container_of(MessageType type, const Octets& message, std::size_t times) {
  const Octets payload = ProtoWriter()
                             .bytes(1, ProtoWriter()
                                           .varint(1, type.vid)
                                           .varint(2, type.msgtype)
                                           .varint(3, 1'700'000'000)
                                           .fixed32(4, 0)
                                           .bytes(5, message)
                                           .message())
                             .message();
  const Octets body = repeated(payload, times * payload.size());
  wire::Deflater deflater(wire::Deflater::kFastLevel);
  Octets out(4 + deflater.bound(body.size()));
  base::store_big(out.data(), static_cast<std::uint32_t>(body.size()));
  out.resize(4 + deflater.deflate(body, std::span(out).subspan(4)));
  return out;
}

/// base:dnsobs with a response.
Octets dnsobs(const Octets& response) {
  return ProtoWriter()
      .varint(1, 1'700'000'000)
      .bytes(2, unhex("01020304"))
      .bytes(3, unhex("00"))
      .varint(4, 1)
      .varint(5, 1)
      .varint(6, 0)
      .bytes(7, response)
      .message();
}

/// A DNS message with one long name and so many SOA records that point to it.
Octets pointers(std::size_t records) {
  Octets message = unhex("123481800000");
  const auto put = [&](std::string_view hex) {
    const Octets bytes = unhex(hex);
    message.insert(message.end(), bytes.begin(), bytes.end());
  };
  message.push_back(static_cast<std::byte>(records >> 8));
  message.push_back(static_cast<std::byte>(records));
  put("00000000");
  for (const int size : {63, 63, 63, 61}) {
    message.push_back(static_cast<std::byte>(size));
    message.resize(message.size() + static_cast<std::size_t>(size), std::byte{0xFF});
  }
  put("00");
  for (std::size_t i = 0; i < records; ++i) {
    if (i > 0) put("c00c");
    put("00060001 00000000 0018 c00c c00c 0000000000000000000000000000000000000000");
  }
  return message;
}

/// base:dns with an NSEC record of which all types are set.
Octets bitmaps(std::size_t windows) {
  Octets rdata = unhex("00");
  for (std::size_t i = 0; i < windows; ++i) {
    rdata.push_back(static_cast<std::byte>(i));
    rdata.push_back(std::byte{32});
    rdata.resize(rdata.size() + 32, std::byte{0xFF});
  }
  return ProtoWriter().varint(2, 47).varint(3, 1).bytes(5, rdata).message();
}

}  // namespace

TEST_CASE("text outputs: take less than 64 MiB for any container of less than 1 MiB") {
  struct Case {
    std::string_view name;
    MessageType type;
    Octets message;
    std::size_t times;
  };
  const auto fields = [](std::string_view hex, std::size_t size) { return repeated(unhex(hex), size); };
  const auto field = [](std::uint32_t number, std::size_t size, std::byte byte) {
    return ProtoWriter().bytes(number, Octets(size, byte)).message();
  };
  const Case cases[] = {
      {"fields of an unknown type", {9, 77}, fields("0800", 16 * kMiB - 64), 1},
      {"empty values of a repeated field", {2, 1}, fields("2a00", 16 * kMiB - 64), 1},
      {"as many fields as may be", {9, 77}, fields("0800", 2 * 65'536), 120},
      {"control characters", {1, 6}, field(2, 16 * kMiB - 64, std::byte{1}), 1},
      {"control characters in smaller payloads", {1, 6}, field(2, 100'000, std::byte{1}), 160},
      {"bytes that are no text", {9, 77}, field(2, 16 * kMiB - 64, std::byte{0xFF}), 1},
      {"names that are pointers", {1, 14}, dnsobs(pointers(10)), 25'000},
      {"many of them", {1, 14}, dnsobs(pointers(1700)), 250},
      {"type bitmaps", {1, 7}, bitmaps(1), 100'000},
      {"long type bitmaps", {1, 7}, bitmaps(256), 1'000},
      {"no payload to speak of", {1, 5}, {}, 131'072},
  };
  const Registry registry;
  const auto ignore = [](const Error&) {};
  for (const Case& c : cases) {
    const Octets body = container_of(c.type, c.message, c.times);
    REQUIRE(body.size() < kMiB);
    for (const bool json : {true, false}) {
      CAPTURE(c.name);
      CAPTURE(json);
      std::size_t written = 0;
      Allocations::reset();
      {
        engine::DecodedContainer decoded({});
        decoded.decode({.header = {2, kFlagZlib, static_cast<std::uint32_t>(body.size())}, .body = body});
        REQUIRE(decoded.outcome.has_value());
        auto sink = std::make_unique<CountingSink>(written);
        const auto output = json ? make_json_output("memory", registry, nullptr, {}, std::move(sink), ignore)
                                 : make_presentation_output("memory", registry, nullptr, "\n", {}, std::move(sink), ignore);
        const auto piece = output->make_piece();
        piece->add({.views = decoded.payloads.payloads()});
        REQUIRE(piece->write().has_value());
        REQUIRE(output->finish().has_value());
      }
      CHECK(Allocations::since_reset().peak < 64 * kMiB);
      CHECK(written > 0);
      // The budget for DNS texts, and the text around a record's fields.
      CHECK(written <= c.times * (2 * 2048 + 40 * c.message.size() + 400));
    }
  }
}

}  // namespace nmsgxx::test

#include "nmsgxx/relay.hpp"

#include <doctest/doctest.h>

#include <atomic>

#include "support/later.hpp"
#include "engine/fakes.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

constexpr MessageType kLogline{1, 6};

std::vector<std::byte> text(std::string_view words) {
  const Bytes bytes = as_bytes(words);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> numbered(int from, int to, MessageType type = kLogline) {
  std::vector<Item> items;
  for (int n = from; n <= to; ++n) items.push_back({type, text(std::to_string(n))});
  return container_of(items);
}

const Report kIgnore = [](const Error&) {};

using Texts = std::vector<std::string>;

/// Has a verdict on the payload "2" alone.
class OnSecond final : public PayloadFilter {
 public:
  explicit OnSecond(Verdict verdict) : verdict_(verdict) {}
  Verdict ask(const PayloadView& payload) override {
    return payload.bytes.size() == 1 && payload.bytes[0] == std::byte{'2'} ? verdict_ : Verdict::declined;
  }

 private:
  Verdict verdict_;
};

}  // namespace

TEST_CASE("outputs get an input's payloads in turn") {
  struct Case {
    const char* name;
    RelayOptions options;
    std::vector<Texts> want;
  };
  const Case cases[] = {
      {"one output", {}, {{"1", "2", "3", "4", "5"}}},
      {"two outputs", {}, {{"1", "3", "5"}, {"2", "4"}}},
      {"a count", {.count = 2}, {{"1", "2"}}},
      {"a count for each output", {.count = 2}, {{"1", "3"}, {"2", "4"}}},
      {"a count as large as the input", {.count = 5}, {{"1", "2", "3", "4", "5"}}},
      {"the type asked for", {.only = kLogline}, {{"1", "2", "3", "4", "5"}}},
      {"another type", {.only = kBasePacket}, {{}}},
      {"the type's number of another vendor", {.only = MessageType{2, 6}}, {{}}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Wakeup stop;
    Relay relay(c.options, stop, kIgnore);
    relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 2), numbered(3, 5)}));
    std::vector<Texts> got(c.want.size());
    for (Texts& texts : got) relay.add_output(std::make_unique<MemoryOutput>(texts));
    CHECK(relay.run().has_value());
    CHECK(got == c.want);
  }
}

TEST_CASE("mirrored outputs get all payloads") {
  struct Case {
    std::string name;
    std::uint64_t count;
    Texts want;
  };
  for (const Case& c : {Case{"all", 0, {"1", "2", "3"}}, Case{"a count", 2, {"1", "2"}}}) {
    CAPTURE(c.name);
    Wakeup stop;
    Relay relay({.mirror = true, .count = c.count}, stop, kIgnore);
    relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3)}));
    std::vector<Texts> got(2);
    for (Texts& texts : got) relay.add_output(std::make_unique<MemoryOutput>(texts));
    CHECK(relay.run().has_value());
    CHECK(got == std::vector<Texts>{c.want, c.want});
  }
}

TEST_CASE("payloads are let through by their tags, and get others") {
  struct Case {
    std::string name;
    Tags get;
    Tags set;
    Texts want;
  };
  const Case cases[] = {
      {"all", {}, {}, {"1 0/0/0", "2 7/0/0", "3 7/8/9"}},
      {"a source", {.source = 7}, {}, {"2 7/0/0", "3 7/8/9"}},
      {"a source and a group", {.source = 7, .group = 9}, {}, {"3 7/8/9"}},
      {"nobody's operator", {.operator_ = 7}, {}, {}},
      {"none is not 0", {.source = 0}, {}, {}},
      {"a source said", {}, {.source = 5}, {"1 5/0/0", "2 5/0/0", "3 5/8/9"}},
      {"filters look at what came", {.group = 9}, {.operator_ = 1, .group = 2}, {"3 7/1/2"}},
  };
  std::vector<Item> items;
  for (int n = 1; n <= 3; ++n) items.push_back({kLogline, text(std::to_string(n))});
  items[1].tags = {.source = 7};
  items[2].tags = {.source = 7, .operator_ = 8, .group = 9};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Wakeup stop;
    Relay relay({.get = c.get, .set = c.set}, stop, kIgnore);
    relay.add_input("memory", std::make_unique<MemorySource>(Bodies{container_of(items)}));
    Texts got;
    relay.add_output(std::make_unique<TagsOutput>(got));
    CHECK(relay.run().has_value());
    CHECK(got == c.want);
  }
}

TEST_CASE("a chain of filters") {
  struct Case {
    std::string name;
    std::vector<Verdict> verdicts;  // of the chain's filters, on payload 2; they decline others
    bool accept_declined;
    Texts want;
  };
  using enum Verdict;
  const Case cases[] = {
      {"declined", {declined, declined}, true, {"1", "2", "3"}},
      {"declined, by default dropped", {declined, declined}, false, {}},
      {"accepted", {accept, drop}, false, {"2"}},
      {"dropped by the first", {drop, accept}, true, {"1", "3"}},
      {"dropped by the second", {declined, drop}, true, {"1", "3"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    std::vector<MakeFilter> filters;
    for (const Verdict verdict : c.verdicts) filters.push_back([verdict] { return std::make_unique<OnSecond>(verdict); });
    Wakeup stop;
    Relay relay({.filters = filters, .accept_declined = c.accept_declined}, stop, kIgnore);
    relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3)}));
    std::vector<Texts> got(2);
    for (Texts& texts : got) relay.add_output(std::make_unique<MemoryOutput>(texts));
    CHECK(relay.run().has_value());
    // What is dropped is not counted out, and does not take an output's turn.
    Texts in_turn;
    for (std::size_t i = 0; i < c.want.size(); ++i) in_turn.push_back(i / 2 < got[i % 2].size() ? got[i % 2][i / 2] : "none");
    CHECK(in_turn == c.want);
    CHECK(relay.stats().payloads_in.value() == 3);
    CHECK(relay.stats().payloads_out.value() == c.want.size());
  }
}

TEST_CASE("each input has filters of its own") {
  Wakeup stop;
  Relay relay({.filters = {sample_filter("count=3").value()}}, stop, kIgnore);
  relay.add_input("a", std::make_unique<MemorySource>(Bodies{numbered(1, 30)}));
  relay.add_input("b", std::make_unique<MemorySource>(Bodies{numbered(31, 60)}));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  CHECK(relay.run().has_value());
  CHECK(got.size() == 20);
}

TEST_CASE("an output is rotated instead of ending the run") {
  Wakeup stop;
  Relay relay({.count = 2, .rotate = true}, stop, kIgnore);
  relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3), numbered(4, 5)}));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  CHECK(relay.run().has_value());
  CHECK(got == Texts{"1", "2", "rotated", "3", "4", "rotated", "5"});
}

TEST_CASE("an interval ends at the clock's multiple, whatever comes") {
  using std::chrono::system_clock;
  struct Case {
    std::string name;
    bool rotate;
    std::chrono::seconds phase;
  };
  for (const Case& c :
       {Case{"stop", false, {}}, Case{"rotate", true, {}}, Case{"rotate, later", true, std::chrono::seconds(7)}}) {
    CAPTURE(c.name);
    Wakeup stop;
    Relay relay({.interval = std::chrono::seconds(1), .phase = c.phase, .rotate = c.rotate}, stop, kIgnore);
    relay.add_input("idle", std::make_unique<MemorySource>(Bodies{numbered(1, 1)}, &stop));
    Texts got;
    relay.add_output(std::make_unique<MemoryOutput>(got, std::nullopt, &stop));
    const auto second = std::chrono::floor<std::chrono::seconds>(system_clock::now());
    CHECK(relay.run().has_value());
    CHECK(std::chrono::floor<std::chrono::seconds>(system_clock::now()) > second);
    CHECK((got == (c.rotate ? Texts{"1", "rotated"} : Texts{"1"})));
  }
}

TEST_CASE("Relay: a clock that is set neither keeps a rotation back nor repeats it, and is reported once") {
  using namespace std::chrono_literals;
  using std::chrono::nanoseconds;
  using std::chrono::system_clock;
  struct Case {
    const char* name;
    nanoseconds set_by;
    std::vector<nanoseconds> reported;
  };
  static const Case cases[] = {
      {"back by an hour", -3600s, {-3600s}},
      {"forward by an hour", 3600s, {3600s}},
      {"back by half a second", -500ms, {}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Wakeup stop;
      std::atomic<nanoseconds::rep> offset = 0;
      std::vector<nanoseconds> reported;
      const Stopwatch watch;
      // A second before a mark.
      const auto clock = [&] {
        return system_clock::time_point(1'000'000'001s) + std::chrono::duration_cast<nanoseconds>(watch.elapsed()) +
               nanoseconds(offset);
      };
      const Later set(300ms, [&] { offset = c.set_by.count(); });
      const RelayOptions options{
          .interval = 2s,
          .clock = clock,
          .clock_set = [&](nanoseconds by) { reported.push_back(std::chrono::round<std::chrono::seconds>(by)); },
          .rotate = true};
      Relay relay(options, stop, kIgnore);
      relay.add_input("idle", std::make_unique<MemorySource>(Bodies{numbered(1, 1)}, &stop));
      Texts got;
      relay.add_output(std::make_unique<MemoryOutput>(got, std::nullopt, &stop));
      CHECK(relay.run().has_value());
      CHECK(got == Texts{"1", "rotated"});
      CHECK(watch.elapsed() < 60s);
      CHECK(reported == c.reported);
    }
  }
}

TEST_CASE("any number of threads inflates and parses, and the order stays") {
  constexpr int kContainers = 300;
  Bodies bodies;
  Texts all;
  for (int n = 0; n < kContainers; ++n) {
    bodies.push_back(numbered(10 * n, 10 * n + 9));
    if (n % 50 == 7) bodies.push_back({std::byte{0xFF}});  // no container at all
    for (int k = 10 * n; k < 10 * n + 10; ++k) all.push_back(std::to_string(k));
  }
  for (const unsigned threads : {1U, 2U, 5U}) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1234}}) {
      CAPTURE(threads);
      CAPTURE(count);
      Wakeup stop;
      Relay relay({.count = count}, stop, kIgnore);
      auto source = std::make_unique<MemorySource>(bodies);
      const MemorySource& memory = *source;
      relay.add_input("memory", std::move(source), ContainerInputOptions{.threads = threads});
      Texts got;
      relay.add_output(std::make_unique<MemoryOutput>(got));
      CHECK(relay.run().has_value());
      CHECK(got == Texts(all.begin(), count == 0 ? all.end() : all.begin() + static_cast<std::ptrdiff_t>(count)));
      if (count == 0) CHECK(memory.refused() == 6);
    }
  }
}

TEST_CASE("a byte rate spreads a container over its time") {
  Wakeup stop;
  Relay relay({}, stop, kIgnore);
  const Bodies bodies{numbered(1, 10), numbered(11, 20)};
  constexpr std::uint64_t kRate = 2000;
  const double seconds = static_cast<double>(bodies[0].size() + bodies[1].size()) / kRate;
  relay.add_input("memory", std::make_unique<MemorySource>(bodies), ContainerInputOptions{.byte_rate = kRate});
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  const auto begin = std::chrono::steady_clock::now();
  CHECK(relay.run().has_value());
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() >= seconds);
  CHECK(got.size() == 20);
  CHECK(got.back() == "20");
}

TEST_CASE("each input has its own turn") {
  Wakeup stop;
  Relay relay({}, stop, kIgnore);
  relay.add_input("a", std::make_unique<MemorySource>(Bodies{numbered(1, 1)}));
  relay.add_input("b", std::make_unique<MemorySource>(Bodies{numbered(2, 2)}));
  Texts first;
  Texts second;
  relay.add_output(std::make_unique<MemoryOutput>(first));
  relay.add_output(std::make_unique<MemoryOutput>(second));
  REQUIRE(relay.run().has_value());
  CHECK(first.size() == 2);
  CHECK(second.empty());
  CHECK(relay.stats().payloads_in.value() == 2);
  CHECK(relay.stats().payloads_out.value() == 2);
}

TEST_CASE("Relay: a count ends the run with the last payload, whatever the input has after it") {
  struct Case {
    const char* name;
    std::size_t outputs;
    bool mirror;
    std::uint64_t count;
    bool error;
  };
  const Case cases[] = {
      {"one output", 1, false, 6, false},
      {"one payload more", 1, false, 7, true},
      {"outputs in turn", 2, false, 3, false},
      {"outputs in turn, one payload more", 2, false, 4, true},
      {"two outputs that get the same", 2, true, 6, false},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Wakeup stop;
      bool error = false;
      Relay relay({.mirror = c.mirror, .count = c.count}, stop, [&](const Error&) -> Result<void> {
        error = true;
        return {};
      });
      relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3), numbered(4, 6)}, nullptr,
                                                               Error{Errc::system, 0, {}}));
      std::vector<Texts> got(c.outputs);
      for (Texts& texts : got) relay.add_output(std::make_unique<MemoryOutput>(texts));
      CHECK(relay.run().has_value());
      CHECK(error == c.error);
      std::size_t payloads = 0;
      for (const Texts& texts : got) payloads += texts.size();
      CHECK(payloads == 6 * (c.mirror ? c.outputs : 1));
    }
  }
}

TEST_CASE("an idle input ends once its next output has had its count") {
  Wakeup stop;
  Relay relay({.count = 3}, stop, kIgnore);
  relay.add_input("idle", std::make_unique<MemorySource>(Bodies{numbered(1, 3)}, &stop));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  CHECK(relay.run().has_value());
  CHECK(got == Texts{"1", "2", "3"});
}

TEST_CASE("an output that fails ends the run, idle inputs included") {
  Wakeup stop;
  Relay relay({}, stop, kIgnore);
  relay.add_input("busy", std::make_unique<MemorySource>(Bodies{numbered(1, 3)}));
  relay.add_input("idle", std::make_unique<MemorySource>(Bodies{}, &stop));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got, 1));
  const auto result = relay.run();
  REQUIRE(!result.has_value());
  CHECK(result.error().message() == "no room");
  CHECK(got == Texts{"1"});
}

TEST_CASE("what an input has at hand when the run is ended goes out") {
  Wakeup stop;
  stop.set();
  Relay relay({}, stop, kIgnore);
  relay.add_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3)}, &stop));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  CHECK(relay.run().has_value());
  CHECK(got == Texts{"1", "2", "3"});
}

TEST_CASE("Relay: an input that fails is reported once, and fails the run only if the report does not accept it") {
  for (const bool accepted : {true, false}) {
    CAPTURE(accepted);
    Wakeup stop;
    Texts reports;
    Relay relay({}, stop, [&](const Error& error) -> Result<void> {
      reports.push_back(error.message());
      if (accepted) return {};
      return tl::unexpected(error);
    });
    relay.add_input("bad", std::make_unique<MemorySource>(Bodies{}, nullptr, Error{Errc::system, 0, "gone"}));
    relay.add_input("good", std::make_unique<MemorySource>(Bodies{numbered(1, 100)}));
    Texts got;
    relay.add_output(std::make_unique<MemoryOutput>(got));
    const auto result = relay.run();
    CHECK(reports == Texts{"bad: gone"});
    CHECK(result.has_value() == accepted);
    if (accepted) {
      CHECK(got.size() == 100);
    } else {
      CHECK(result.error().message() == "bad: gone");
    }
  }
}

TEST_CASE("payloads with a wrong CRC are dropped and told") {
  auto body = numbered(1, 3);
  const auto digit = std::find(body.begin(), body.end(), std::byte{'2'});
  REQUIRE(digit != body.end());
  *digit = std::byte{'9'};
  Wakeup stop;
  Texts reports;
  Relay relay({}, stop, [&](const Error& error) { reports.push_back(error.message()); });
  relay.add_input("damaged", std::make_unique<MemorySource>(Bodies{body}));
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  CHECK(relay.run().has_value());
  CHECK(got == Texts{"1", "3"});
  CHECK(reports == Texts{"crc mismatch in a payload: 1a2cc12c != 83a56a17"});
  CHECK(relay.stats().bad_crc.value() == 1);
}

TEST_CASE("frames become base:packet payloads") {
  const auto packet = unhex("45000014 00000000 40060000 c0000201 c0000202");
  auto frame = unhex("010203040506 070809101112 0800");
  frame.insert(frame.end(), packet.begin(), packet.end());
  const auto arp = unhex("010203040506 070809101112 0806 0001");
  const auto size = static_cast<std::uint32_t>(frame.size());
  Wakeup stop;
  Relay relay({}, stop, kIgnore);
  const std::vector<Frame> frames{{.bytes = frame, .original_length = size, .time_sec = 1, .time_nsec = 2},
                                  {.bytes = arp, .original_length = 16, .time_sec = 1, .time_nsec = 2},
                                  {.bytes = frame, .original_length = size + 1, .time_sec = 1, .time_nsec = 2}};
  relay.add_input("frames", std::make_unique<MemoryPacketSource>(frames, LinkType::en10mb),
                  make_frame_payloads(kBasePacket, LinkType::en10mb, {}).value());
  Texts got;
  relay.add_output(std::make_unique<MemoryOutput>(got));
  REQUIRE(relay.run().has_value());
  REQUIRE(got.size() == 1);
  auto want = unhex("0801 1214");
  want.insert(want.end(), packet.begin(), packet.end());
  CHECK(std::ranges::equal(as_bytes(got[0]), want));
}

}  // namespace nmsgxx::test

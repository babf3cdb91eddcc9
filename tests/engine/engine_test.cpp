#include "nmsgxx/engine.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <span>

#include "engine/fakes.hpp"
#include "nmsgxx/frame_input.hpp"
#include "support/later.hpp"
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

/// An input of containers in memory.
std::unique_ptr<Input> memory(Bodies bodies, const Wakeup* idle_until = nullptr, std::optional<Error> error = {}) {
  return make_container_input("memory", std::make_unique<MemorySource>(std::move(bodies), idle_until, std::move(error)));
}

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

TEST_CASE("Engine: outputs get an input's payloads in turn") {
  struct Case {
    const char* name;
    EngineOptions options;
    std::vector<Texts> want;
  };
  const Case cases[] = {
      {"one output", {}, {{"1", "2", "3", "4", "5"}}},
      {"two outputs", {}, {{"1", "3", "5"}, {"2", "4"}}},
      {"a count", {.count = 2}, {{"1", "2"}}},
      {"a count for each output", {.count = 2}, {{"1", "3"}, {"2", "4"}}},
      {"a count as large as the input", {.count = 5}, {{"1", "2", "3", "4", "5"}}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Wakeup stop;
      Engine engine(c.options, stop);
      engine.add(memory(Bodies{numbered(1, 2), numbered(3, 5)}));
      std::vector<Texts> got(c.want.size());
      for (Texts& texts : got) engine.add(std::make_unique<MemoryOutput>(texts));
      CHECK(engine.run().has_value());
      CHECK(got == c.want);
    }
  }
}

TEST_CASE("Engine: mirrored outputs get all payloads") {
  struct Case {
    const char* name;
    std::uint64_t count;
    Texts want;
  };
  for (const Case& c : {Case{"all", 0, {"1", "2", "3"}}, Case{"a count", 2, {"1", "2"}}}) {
    CAPTURE(c.name);
    Wakeup stop;
    Engine engine({.mirror = true, .count = c.count}, stop);
    engine.add(memory(Bodies{numbered(1, 3)}));
    std::vector<Texts> got(2);
    for (Texts& texts : got) engine.add(std::make_unique<MemoryOutput>(texts));
    CHECK(engine.run().has_value());
    CHECK(got == std::vector<Texts>{c.want, c.want});
  }
}

TEST_CASE("Engine: payloads are selected by type and ids, and get others") {
  struct Case {
    const char* name;
    std::optional<MessageType> type;
    Attribution get;
    Attribution set;
    Texts want;
  };
  static const Case cases[] = {
      {"all", {}, {}, {}, {"1 0/0/0", "2 7/0/0", "3 7/8/9"}},
      {"the type", kLogline, {.source_id = 7}, {}, {"2 7/0/0", "3 7/8/9"}},
      {"another type", kBasePacket, {}, {}, {}},
      {"the type's number of another vendor", MessageType{2, 6}, {}, {}, {}},
      {"a source", {}, {.source_id = 7}, {}, {"2 7/0/0", "3 7/8/9"}},
      {"a source and a group", {}, {.source_id = 7, .group_id = 9}, {}, {"3 7/8/9"}},
      {"nobody's operator", {}, {.operator_id = 7}, {}, {}},
      {"none is not 0", {}, {.source_id = 0}, {}, {}},
      {"a new source", {}, {}, {.source_id = 5}, {"1 5/0/0", "2 5/0/0", "3 5/8/9"}},
      {"selected by what came", {}, {.group_id = 9}, {.operator_id = 1, .group_id = 2}, {"3 7/1/2"}},
  };
  std::vector<Item> items;
  for (int n = 1; n <= 3; ++n) items.push_back({kLogline, text(std::to_string(n))});
  items[1].ids = {.source_id = 7};
  items[2].ids = {.source_id = 7, .operator_id = 8, .group_id = 9};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Wakeup stop;
      Engine engine({.attribution = c.set}, stop);
      engine.add(make_container_input("memory", std::make_unique<MemorySource>(Bodies{container_of(items)}),
                                      {.type = c.type, .attribution = c.get}));
      Texts got;
      engine.add(std::make_unique<AttributionOutput>(got));
      CHECK(engine.run().has_value());
      CHECK(got == c.want);
    }
  }
}

TEST_CASE("Engine: asks filters in their order until one decides") {
  struct Case {
    const char* name;
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
    SUBCASE(c.name) {
      std::vector<MakeFilter> filters;
      for (const Verdict verdict : c.verdicts) filters.push_back([verdict] { return std::make_unique<OnSecond>(verdict); });
      Wakeup stop;
      Engine engine({.filters = filters, .accept_declined = c.accept_declined}, stop);
      engine.add(memory(Bodies{numbered(1, 3)}));
      std::vector<Texts> got(2);
      for (Texts& texts : got) engine.add(std::make_unique<MemoryOutput>(texts));
      CHECK(engine.run().has_value());
      // What is dropped is not counted out, and does not take an output's turn.
      Texts in_turn;
      for (std::size_t i = 0; i < c.want.size(); ++i) in_turn.push_back(i / 2 < got[i % 2].size() ? got[i % 2][i / 2] : "none");
      CHECK(in_turn == c.want);
      CHECK(engine.stats().payloads_in.value() == 3);
      CHECK(engine.stats().payloads_out.value() == c.want.size());
    }
  }
}

TEST_CASE("Engine: each input has filters of its own") {
  Wakeup stop;
  Engine engine({.filters = {sample_filter("count=3").value()}}, stop);
  engine.add(memory(Bodies{numbered(1, 30)}));
  engine.add(memory(Bodies{numbered(31, 60)}));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  CHECK(engine.run().has_value());
  CHECK(got.size() == 20);
}

TEST_CASE("Engine: rotates an output that has had its count") {
  Wakeup stop;
  Engine engine({.count = 2, .rotate = true}, stop);
  engine.add(memory(Bodies{numbered(1, 3), numbered(4, 5)}));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  CHECK(engine.run().has_value());
  CHECK(got == Texts{"1", "2", "rotated", "3", "4", "rotated", "5"});
}

TEST_CASE("Engine: an interval ends at the clock's multiple, whatever comes") {
  using std::chrono::system_clock;
  struct Case {
    const char* name;
    bool rotate;
    std::chrono::seconds phase;
  };
  for (const Case& c :
       {Case{"stop", false, {}}, Case{"rotate", true, {}}, Case{"rotate, later", true, std::chrono::seconds(7)}}) {
    CAPTURE(c.name);
    Wakeup stop;
    Engine engine({.interval = std::chrono::seconds(1), .phase = c.phase, .rotate = c.rotate}, stop);
    engine.add(memory(Bodies{numbered(1, 1)}, &stop));
    Texts got;
    engine.add(std::make_unique<MemoryOutput>(got, std::nullopt, &stop));
    const auto second = std::chrono::floor<std::chrono::seconds>(system_clock::now());
    CHECK(engine.run().has_value());
    CHECK(std::chrono::floor<std::chrono::seconds>(system_clock::now()) > second);
    CHECK((got == (c.rotate ? Texts{"1", "rotated"} : Texts{"1"})));
  }
}

TEST_CASE("Engine: a clock that is set neither keeps a rotation back nor repeats it, and is reported once") {
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
      const EngineOptions options{
          .interval = 2s,
          .clock = clock,
          .clock_set = [&](nanoseconds by) { reported.push_back(std::chrono::round<std::chrono::seconds>(by)); },
          .rotate = true};
      Engine engine(options, stop);
      engine.add(memory(Bodies{numbered(1, 1)}, &stop));
      Texts got;
      engine.add(std::make_unique<MemoryOutput>(got, std::nullopt, &stop));
      CHECK(engine.run().has_value());
      CHECK(got == Texts{"1", "rotated"});
      CHECK(watch.elapsed() < 60s);
      CHECK(reported == c.reported);
    }
  }
}

TEST_CASE("Engine: any number of threads decodes and encodes, and the order stays") {
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
      Engine engine({.count = count}, stop);
      auto source = std::make_unique<MemorySource>(bodies);
      const MemorySource& memory = *source;
      engine.add(make_container_input("memory", std::move(source), {.threads = threads}));
      Texts got;
      engine.add(std::make_unique<MemoryOutput>(got));
      CHECK(engine.run().has_value());
      CHECK(got == Texts(all.begin(), count == 0 ? all.end() : all.begin() + static_cast<std::ptrdiff_t>(count)));
      if (count == 0) CHECK(memory.refused() == 6);
    }
  }
}

TEST_CASE("Engine: a byte rate spreads a container over its time") {
  Wakeup stop;
  Engine engine({}, stop);
  const Bodies bodies{numbered(1, 10), numbered(11, 20)};
  constexpr std::uint64_t kRate = 2000;
  const double seconds = static_cast<double>(bodies[0].size() + bodies[1].size()) / kRate;
  engine.add(make_container_input("memory", std::make_unique<MemorySource>(bodies), {.byte_rate = kRate}));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  const auto begin = std::chrono::steady_clock::now();
  CHECK(engine.run().has_value());
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() >= seconds);
  CHECK(got.size() == 20);
  CHECK(got.back() == "20");
}

TEST_CASE("Engine: each input has its own turn") {
  Wakeup stop;
  Engine engine({}, stop);
  engine.add(memory(Bodies{numbered(1, 1)}));
  engine.add(memory(Bodies{numbered(2, 2)}));
  Texts first;
  Texts second;
  engine.add(std::make_unique<MemoryOutput>(first));
  engine.add(std::make_unique<MemoryOutput>(second));
  REQUIRE(engine.run().has_value());
  CHECK(first.size() == 2);
  CHECK(second.empty());
  CHECK(engine.stats().payloads_in.value() == 2);
  CHECK(engine.stats().payloads_out.value() == 2);
}

TEST_CASE("Engine: a count ends the run with the last payload, whatever the input has after it") {
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
      const EngineOptions options{
          .mirror = c.mirror, .count = c.count, .input_failed = [&](const std::string&, const Error&) -> Result<void> {
            error = true;
            return {};
          }};
      Engine engine(options, stop);
      engine.add(memory({numbered(1, 3), numbered(4, 6)}, nullptr, Error{Errc::system, 0, {}}));
      std::vector<Texts> got(c.outputs);
      for (Texts& texts : got) engine.add(std::make_unique<MemoryOutput>(texts));
      CHECK(engine.run().has_value());
      CHECK(error == c.error);
      std::size_t payloads = 0;
      for (const Texts& texts : got) payloads += texts.size();
      CHECK(payloads == 6 * (c.mirror ? c.outputs : 1));
    }
  }
}

TEST_CASE("Engine: an idle input ends once its next output has had its count") {
  Wakeup stop;
  Engine engine({.count = 3}, stop);
  engine.add(memory(Bodies{numbered(1, 3)}, &stop));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  CHECK(engine.run().has_value());
  CHECK(got == Texts{"1", "2", "3"});
}

TEST_CASE("Engine: an output that fails ends the run, idle inputs included") {
  Wakeup stop;
  Engine engine({}, stop);
  engine.add(memory(Bodies{numbered(1, 3)}));
  engine.add(memory(Bodies{}, &stop));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got, 1));
  const auto result = engine.run();
  REQUIRE(!result.has_value());
  CHECK(result.error().message() == "no room");
  CHECK(got == Texts{"1"});
}

TEST_CASE("Engine: writes what an input has at hand when the run is stopped") {
  Wakeup stop;
  stop.set();
  Engine engine({}, stop);
  engine.add(memory(Bodies{numbered(1, 3)}, &stop));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  CHECK(engine.run().has_value());
  CHECK(got == Texts{"1", "2", "3"});
}

TEST_CASE("Engine: an input that fails is reported once, and fails the run only if that is not accepted") {
  for (const bool accepted : {true, false}) {
    CAPTURE(accepted);
    Wakeup stop;
    Texts reports;
    const EngineOptions options{.input_failed = [&](const std::string& input, const Error& error) -> Result<void> {
      reports.push_back(input + ": " + error.message());
      if (accepted) return {};
      return tl::unexpected(error);
    }};
    Engine engine(options, stop);
    engine.add(make_container_input("bad", std::make_unique<MemorySource>(Bodies{}, nullptr, Error{Errc::system, 0, "gone"})));
    engine.add(make_container_input("good", std::make_unique<MemorySource>(Bodies{numbered(1, 100)})));
    Texts got;
    engine.add(std::make_unique<MemoryOutput>(got));
    const auto result = engine.run();
    CHECK(reports == Texts{"bad: gone"});
    CHECK(result.has_value() == accepted);
    if (accepted) {
      CHECK(got.size() == 100);
    } else {
      CHECK(result.error().message() == "gone");
    }
  }
}

TEST_CASE("Engine: drops and reports payloads with a wrong CRC") {
  auto body = numbered(1, 3);
  const auto digit = std::find(body.begin(), body.end(), std::byte{'2'});
  REQUIRE(digit != body.end());
  *digit = std::byte{'9'};
  Wakeup stop;
  Texts reports;
  Engine engine({.bad_crc = [&](const Error& error) { reports.push_back(error.message()); }}, stop);
  engine.add(memory(Bodies{body}));
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  CHECK(engine.run().has_value());
  CHECK(got == Texts{"1", "3"});
  CHECK(reports == Texts{"crc mismatch in a payload: 1a2cc12c != 83a56a17"});
  CHECK(engine.stats().bad_crc.value() == 1);
}

TEST_CASE("Engine: makes base:packet payloads of frames") {
  const auto packet = unhex("45000014 00000000 40060000 c0000201 c0000202");
  auto frame = unhex("010203040506 070809101112 0800");
  frame.insert(frame.end(), packet.begin(), packet.end());
  const auto arp = unhex("010203040506 070809101112 0806 0001");
  const auto size = static_cast<std::uint32_t>(frame.size());
  Wakeup stop;
  Engine engine({}, stop);
  const std::vector<Frame> frames{{.bytes = frame, .original_length = size, .time_sec = 1, .time_nsec = 2},
                                  {.bytes = arp, .original_length = 16, .time_sec = 1, .time_nsec = 2},
                                  {.bytes = frame, .original_length = size + 1, .time_sec = 1, .time_nsec = 2}};
  engine.add(
      make_frame_input("frames", std::make_unique<MemoryPacketSource>(frames, LinkType::en10mb), kBasePacket, {}).value());
  Texts got;
  engine.add(std::make_unique<MemoryOutput>(got));
  REQUIRE(engine.run().has_value());
  REQUIRE(got.size() == 1);
  auto want = unhex("0801 1214");
  want.insert(want.end(), packet.begin(), packet.end());
  CHECK(std::ranges::equal(as_bytes(got[0]), want));
}

TEST_CASE("Engine: a rotation cuts what was encoded ahead at the count") {
  for (const unsigned threads : {1U, 3U}) {
    for (const bool mirror : {true, false}) {
      CAPTURE(threads);
      CAPTURE(mirror);
      Wakeup stop;
      Engine engine({.mirror = mirror, .count = 2, .rotate = true}, stop);
      engine.add(make_container_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 7)}), {.threads = threads}));
      std::vector<Texts> got(2);
      for (Texts& texts : got) engine.add(std::make_unique<MemoryOutput>(texts));
      CHECK(engine.run().has_value());
      if (mirror) {
        const Texts want{"1", "2", "rotated", "3", "4", "rotated", "5", "6", "rotated", "7"};
        CHECK(got == std::vector<Texts>{want, want});
      } else {
        CHECK(got == std::vector<Texts>{{"1", "3", "rotated", "5", "7"}, {"2", "4", "rotated", "6"}});
      }
      CHECK(engine.stats().payloads_in.value() == 7);
      CHECK(engine.stats().payloads_out.value() == (mirror ? 14 : 7));
    }
  }
}

TEST_CASE("Engine: a refused report ends the input after the containers before it") {
  auto damaged = numbered(4, 6);
  damaged[damaged.size() - 1] ^= std::byte{1};
  for (const unsigned threads : {1U, 3U}) {
    CAPTURE(threads);
    Wakeup stop;
    const EngineOptions options{.bad_crc = [](const Error& error) -> Result<void> { return tl::unexpected(error); }};
    Engine engine(options, stop);
    engine.add(make_container_input("memory", std::make_unique<MemorySource>(Bodies{numbered(1, 3), damaged, numbered(7, 9)}),
                                    {.threads = threads}));
    Texts got;
    engine.add(std::make_unique<MemoryOutput>(got));
    const auto result = engine.run();
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == Errc::bad_crc);
    CHECK(got == Texts{"1", "2", "3"});
  }
}

TEST_CASE("Engine: a payload that an output could not take counts as unwritten") {
  Wakeup stop;
  Engine engine({}, stop);
  engine.add(memory({numbered(1, 9)}));
  Texts got;
  const Output& output = engine.add(std::make_unique<MemoryOutput>(got, 4));
  CHECK_FALSE(engine.run().has_value());
  CHECK(output.unwritten() == 5);
  CHECK(engine.stats().payloads_out.value() == 9);
}

}  // namespace nmsgxx::test

#include "nmsgxx/output.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <latch>
#include <random>
#include <span>
#include <string>

#include "engine/fakes.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "support/proto_writer.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

PayloadView logline() {
  PayloadView payload{.type = {1, 6}};
  payload.has_bytes = true;
  return payload;
}

}  // namespace

TEST_CASE("ContainerOutput: writes a container that is not full after a time, if there is one") {
  struct Case {
    const char* name;
    std::chrono::milliseconds flush_after;
    bool unbuffered;
    int ticks;
    std::size_t want;
  };
  static const Case cases[] = {
      {"at once", 500ms, true, 0, 1},          {"not yet", 500ms, false, 9, 0}, {"after half a second", 500ms, false, 11, 1},
      {"at the next tick", 50ms, false, 1, 1}, {"never", 0ms, false, 100, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    std::vector<std::vector<std::byte>> writes;
    const auto output = make_container_output("memory", {.writer = {.unbuffered = c.unbuffered}, .flush_after = c.flush_after},
                                              std::make_unique<MemorySink>(writes));
    REQUIRE(Feeder(*output).write(logline()).has_value());
    for (int i = 0; i < c.ticks; ++i) REQUIRE(output->tick().has_value());
    CHECK(writes.size() == c.want);
    REQUIRE(output->finish().has_value());
    CHECK(writes.size() == 1);
  }
}

TEST_CASE("ContainerOutput: any number of threads compresses to the same containers, in the same order") {
  std::vector<std::vector<std::byte>> want;
  for (const unsigned threads : {1U, 2U, 5U}) {
    CAPTURE(threads);
    std::vector<std::vector<std::byte>> writes;
    const auto output = make_container_output("memory", {.writer = {.limit = kLimitEthernet, .zlib = true}, .threads = threads},
                                              std::make_unique<MemorySink>(writes));
    Feeder feeder(*output);
    std::vector<std::byte> octets(200);
    for (std::size_t n = 0; n < 5000; ++n) {
      octets[n % octets.size()] ^= static_cast<std::byte>(n);
      PayloadView payload = logline();
      payload.bytes = octets;
      REQUIRE(feeder.write(payload).has_value());
    }
    REQUIRE(output->finish().has_value());
    CHECK(writes.size() > 900);
    if (threads == 1) want = writes;
    CHECK(writes == want);
  }
}

TEST_CASE("ContainerOutput: returns the error of a sink, and counts what it refused") {
  std::vector<std::vector<std::byte>> writes;
  const auto output = make_container_output("memory", {.writer = {.zlib = true, .unbuffered = true}, .threads = 2},
                                            std::make_unique<MemorySink>(writes, true));
  Feeder feeder(*output);
  Result<void> result;
  std::uint64_t written = 0;
  for (; written < 1000 && result; ++written) result = feeder.write(logline());
  CHECK(!result.has_value());
  CHECK(!output->finish().has_value());
  CHECK(output->unwritten() == written);
}

TEST_CASE("ContainerOutput: compresses faster while containers of a live input wait") {
  /// Does not write before it may.
  class Shut final : public Sink {
   public:
    Shut(std::vector<std::vector<std::byte>>& writes, std::latch& open) : to_(writes), open_(open) {}
    Result<void> write(Bytes bytes) override {
      open_.wait();
      return to_.write(bytes);
    }
    Result<void> flush() override { return {}; }
    const SinkStats& stats() const noexcept override { return to_.stats(); }

   private:
    MemorySink to_;
    std::latch& open_;
  };
  // Words, so that levels make a difference.
  std::mt19937 random(1);
  std::vector<std::byte> octets;
  while (octets.size() < 60'000) {
    const auto n = random() % 400;
    for (const char c : fmt::format("{} {} ", n * n, n)) octets.push_back(static_cast<std::byte>(c));
  }
  PayloadView payload = logline();
  payload.bytes = octets;
  for (const bool live : {false, true}) {
    CAPTURE(live);
    std::vector<std::vector<std::byte>> writes;
    std::latch open(1);
    const auto output =
        make_container_output("memory", {.writer = {.zlib = true, .unbuffered = true}, .live = live, .threads = 2},
                              std::make_unique<Shut>(writes, open));
    Feeder feeder(*output);
    for (int n = 0; n < 4; ++n) REQUIRE(feeder.write(payload).has_value());
    open.count_down();
    REQUIRE(output->finish().has_value());
    REQUIRE(writes.size() == 4);
    CHECK(writes[1].size() == writes[0].size());
    CHECK((writes[3].size() != writes[0].size()) == live);
  }
}

TEST_CASE("ContainerOutput: the time begins anew with each container") {
  std::vector<std::vector<std::byte>> writes;
  const auto output = make_container_output("memory", {.writer = {.limit = kLimitMin}, .flush_after = 500ms},
                                            std::make_unique<MemorySink>(writes));
  PayloadView payload = logline();
  const std::vector<std::byte> half(300);
  payload.bytes = half;
  for (std::size_t containers = 0; containers < 10; ++containers) {
    REQUIRE(Feeder(*output).write(payload).has_value());
    CHECK(writes.size() == containers);
    for (int i = 0; i < 3; ++i) REQUIRE(output->tick().has_value());
  }
}

TEST_CASE("TextOutput: writes text at a tick, in larger pieces, or at once") {
  std::vector<std::vector<std::byte>> writes;
  const Registry registry;
  const auto make = [&](bool unbuffered) {
    return make_presentation_output("memory", registry, nullptr, "\n", {.unbuffered = unbuffered},
                                    std::make_unique<MemorySink>(writes), [](const Error&) {});
  };
  const auto buffered = make(false);
  Feeder feeder(*buffered);
  REQUIRE(feeder.write(logline()).has_value());
  CHECK(writes.empty());
  REQUIRE(buffered->tick().has_value());
  CHECK(writes.size() == 1);
  for (int i = 0; i < 20'000; ++i) REQUIRE(feeder.write(logline()).has_value());
  CHECK(writes.size() > 1);
  CHECK(writes.size() < 50);

  writes.clear();
  const auto unbuffered = make(true);
  for (int i = 0; i < 3; ++i) REQUIRE(Feeder(*unbuffered).write(logline()).has_value());
  CHECK(writes.size() == 3);
}

TEST_CASE("TextOutput: any number of threads makes the same text, in the same order") {
  const Registry registry;
  const auto message = unhex("0a03 616263");
  const auto broken = unhex("FF");
  Bodies bodies;
  for (std::size_t n = 0; n < 200; ++n) {
    std::vector<Item> items(100, Item{{1, 6}, message});
    for (Item& item : items) item.ids.source_id = static_cast<std::uint32_t>(bodies.size());
    if (n % 10 == 9) items.back().bytes = broken;
    bodies.push_back(container_of(items));
  }
  std::string want;
  for (const unsigned threads : {1U, 2U, 5U}) {
    CAPTURE(threads);
    std::vector<std::vector<std::byte>> writes;
    std::size_t reports = 0;
    Wakeup stop;
    Engine engine({}, stop);
    engine.add(make_container_input("memory", std::make_unique<MemorySource>(bodies), {.threads = threads}));
    engine.add(make_json_output("memory", registry, nullptr, {}, std::make_unique<MemorySink>(writes),
                                [&](const Error&) { ++reports; }));
    REQUIRE(engine.run().has_value());
    std::string text;
    for (const auto& write : writes) text.append(reinterpret_cast<const char*>(write.data()), write.size());
    CHECK(reports == 20);
    CHECK(std::ranges::count(text, '\n') == 20'000);
    if (threads == 1) want = text;
    CHECK(text == want);
  }
}

TEST_CASE("TextOutput: writes large payloads and long texts in parts, in order, as the writers write them") {
  const Registry registry;
  // Control characters grow sixfold in JSON: a payload that is written from where it is, some that make a piece with too much
  // text to hold, and short ones around them.
  const auto lines = [](std::size_t size, char c) {
    return ProtoWriter().bytes(2, std::vector(size, static_cast<std::byte>(c))).message();
  };
  const auto large = lines(3 << 20, '\1');
  const auto long_text = lines(100'000, '\1');
  const auto plain = lines(2 << 20, 'x');
  const auto small = lines(5, 'y');
  const auto broken = std::vector<std::byte>(1 << 20, std::byte{0xFF});
  std::vector<PayloadView> payloads;
  for (std::uint32_t n = 0; n < 300; ++n) {
    PayloadView payload = logline();
    payload.time_nsec = n;
    payload.bytes = n % 100 == 50 ? large : n % 100 == 51 ? broken : n % 100 == 90 ? plain : n % 10 == 3 ? long_text : small;
    payloads.push_back(payload);
  }
  JsonWriter json(registry);
  PresentationWriter presentation(registry, "\n");
  for (const bool as_json : {true, false}) {
    std::string want;
    for (const PayloadView& payload : payloads) {
      static_cast<void>(as_json ? json.append(payload, want) : presentation.append(payload, want));
    }
    for (const std::size_t together : {std::size_t{1}, std::size_t{7}, payloads.size()}) {
      CAPTURE(as_json);
      CAPTURE(together);
      std::vector<std::vector<std::byte>> writes;
      std::size_t reports = 0;
      const auto report = [&](const Error&) { ++reports; };
      const auto output =
          as_json
              ? make_json_output("memory", registry, nullptr, {}, std::make_unique<MemorySink>(writes), report)
              : make_presentation_output("memory", registry, nullptr, "\n", {}, std::make_unique<MemorySink>(writes), report);
      Feeder feeder(*output);
      for (std::size_t from = 0; from < payloads.size(); from += together) {
        const auto some = std::span<const PayloadView>(payloads).subspan(from, std::min(together, payloads.size() - from));
        REQUIRE(feeder.write(some).has_value());
      }
      REQUIRE(output->finish().has_value());
      std::string text;
      for (const auto& write : writes) text.append(reinterpret_cast<const char*>(write.data()), write.size());
      CHECK((text == want));
      CHECK(reports == 3);
    }
  }
}

TEST_CASE("TextOutput: a message that does not decode is reported and shown") {
  std::vector<std::vector<std::byte>> writes;
  const Registry registry;
  int reports = 0;
  const auto output = make_json_output("memory", registry, nullptr, {.unbuffered = true}, std::make_unique<MemorySink>(writes),
                                       [&](const Error&) { ++reports; });
  PayloadView payload = logline();
  const auto broken = unhex("FF");
  payload.bytes = broken;
  Feeder feeder(*output);
  REQUIRE(feeder.write(payload).has_value());
  REQUIRE(feeder.write(logline()).has_value());
  CHECK(reports == 1);
  REQUIRE(writes.size() == 2);
}

TEST_CASE("TextOutput: a message that does not decode ends the text when the report refuses it") {
  const Registry registry;
  const Report refuse = [](const Error&) -> Result<void> { return fail(Errc::refused); };
  std::vector<PayloadView> payloads(20'000, logline());
  const auto octets = unhex("FF");
  payloads[9'000].bytes = payloads[12'000].bytes = octets;
  for (const std::size_t together : {std::size_t{1}, std::size_t{5'000}, payloads.size()}) {
    CAPTURE(together);
    std::vector<std::vector<std::byte>> writes;
    const auto output = make_json_output("memory", registry, nullptr, {}, std::make_unique<MemorySink>(writes), refuse);
    Feeder feeder(*output);
    for (std::size_t from = 0; from < payloads.size(); from += together) {
      static_cast<void>(feeder.write(std::span<const PayloadView>(payloads).subspan(from, together)));
    }
    const auto finished = output->finish();
    REQUIRE(!finished.has_value());
    CHECK(finished.error().code == Errc::refused);
    std::ptrdiff_t lines = 0;
    for (const auto& write : writes) lines += std::ranges::count(write, std::byte{'\n'});
    CHECK(lines == 9'000);
    CHECK(output->unwritten() == 11'000);
  }
}

TEST_CASE("ContainerOutput: finish() returns the error of the sink") {
  std::vector<std::vector<std::byte>> writes;
  const auto output = make_container_output("memory", {}, std::make_unique<MemorySink>(writes, true));
  REQUIRE(Feeder(*output).write(logline()).has_value());
  const auto finished = output->finish();
  REQUIRE(!finished.has_value());
  CHECK(finished.error().code == Errc::system);
}

}  // namespace nmsgxx::test

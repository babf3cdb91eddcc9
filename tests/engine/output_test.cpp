#include "nmsgxx/output.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <latch>
#include <random>
#include <string>

#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "engine/fakes.hpp"
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

TEST_CASE("a container that is not full goes out by time, if it may") {
  struct Case {
    const char* name;
    std::chrono::milliseconds patience;
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
    const auto output = make_container_output({.writer = {.unbuffered = c.unbuffered}, .patience = c.patience},
                                              std::make_unique<MemorySink>(writes));
    REQUIRE(output->write(logline()).has_value());
    for (int i = 0; i < c.ticks; ++i) REQUIRE(output->tick().has_value());
    CHECK(writes.size() == c.want);
    REQUIRE(output->finish().has_value());
    CHECK(writes.size() == 1);
  }
}

TEST_CASE("any number of threads compresses to the same containers, in the same order") {
  std::vector<std::vector<std::byte>> want;
  for (const unsigned threads : {1U, 2U, 5U}) {
    CAPTURE(threads);
    std::vector<std::vector<std::byte>> writes;
    const auto output = make_container_output({.writer = {.limit = kLimitEthernet, .zlib = true}, .threads = threads},
                                              std::make_unique<MemorySink>(writes));
    std::vector<std::byte> octets(200);
    for (std::size_t n = 0; n < 5000; ++n) {
      octets[n % octets.size()] ^= static_cast<std::byte>(n);
      PayloadView payload = logline();
      payload.bytes = octets;
      REQUIRE(output->write(payload).has_value());
    }
    REQUIRE(output->finish().has_value());
    CHECK(writes.size() > 900);
    if (threads == 1) want = writes;
    CHECK(writes == want);
  }
}

TEST_CASE("a sink that refuses what threads compressed") {
  std::vector<std::vector<std::byte>> writes;
  const auto output = make_container_output({.writer = {.zlib = true, .unbuffered = true}, .threads = 2},
                                            std::make_unique<MemorySink>(writes, true));
  Result<void> result;
  for (int n = 0; n < 1000 && result; ++n) result = output->write(logline());
  CHECK(!result.has_value());
  CHECK(!output->finish().has_value());
}

TEST_CASE("what waits for a thread is compressed in less time, if the output has to keep up") {
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
  for (const bool keep_up : {false, true}) {
    CAPTURE(keep_up);
    std::vector<std::vector<std::byte>> writes;
    std::latch open(1);
    const auto output = make_container_output({.writer = {.zlib = true, .unbuffered = true}, .keep_up = keep_up, .threads = 2},
                                              std::make_unique<Shut>(writes, open));
    for (int n = 0; n < 4; ++n) REQUIRE(output->write(payload).has_value());
    open.count_down();
    REQUIRE(output->finish().has_value());
    REQUIRE(writes.size() == 4);
    CHECK(writes[1].size() == writes[0].size());
    CHECK((writes[3].size() != writes[0].size()) == keep_up);
  }
}

TEST_CASE("the wait begins anew with each container") {
  std::vector<std::vector<std::byte>> writes;
  const auto output =
      make_container_output({.writer = {.limit = kLimitMin}, .patience = 500ms}, std::make_unique<MemorySink>(writes));
  PayloadView payload = logline();
  const std::vector<std::byte> half(300);
  payload.bytes = half;
  for (std::size_t containers = 0; containers < 10; ++containers) {
    REQUIRE(output->write(payload).has_value());
    CHECK(writes.size() == containers);
    for (int i = 0; i < 3; ++i) REQUIRE(output->tick().has_value());
  }
}

TEST_CASE("text goes out at a tick, in pieces, or at once") {
  std::vector<std::vector<std::byte>> writes;
  const Registry registry;
  const auto make = [&](bool unbuffered) {
    return make_presentation_output(registry, nullptr, "\n", {.unbuffered = unbuffered}, std::make_unique<MemorySink>(writes),
                                    [](const Error&) {});
  };
  const auto buffered = make(false);
  REQUIRE(buffered->write(logline()).has_value());
  CHECK(writes.empty());
  REQUIRE(buffered->tick().has_value());
  CHECK(writes.size() == 1);
  for (int i = 0; i < 20'000; ++i) REQUIRE(buffered->write(logline()).has_value());
  CHECK(writes.size() > 1);
  CHECK(writes.size() < 10);

  writes.clear();
  const auto unbuffered = make(true);
  for (int i = 0; i < 3; ++i) REQUIRE(unbuffered->write(logline()).has_value());
  CHECK(writes.size() == 3);
}

TEST_CASE("any number of threads writes the same text, in the same order") {
  const Registry registry;
  std::string want;
  for (const unsigned threads : {1U, 2U, 5U}) {
    CAPTURE(threads);
    std::vector<std::vector<std::byte>> writes;
    std::size_t reports = 0;
    const auto output = make_json_output(registry, nullptr, {.threads = threads}, std::make_unique<MemorySink>(writes),
                                         [&](const Error&) { ++reports; });
    const auto message = unhex("0a03 616263");
    const auto broken = unhex("FF");
    for (std::uint32_t n = 0; n < 20'000; ++n) {
      PayloadView payload = logline();
      payload.time_nsec = n;
      payload.bytes = n % 1000 == 999 ? broken : message;
      REQUIRE(output->write(payload).has_value());
    }
    REQUIRE(output->finish().has_value());
    std::string text;
    for (const auto& write : writes) text.append(reinterpret_cast<const char*>(write.data()), write.size());
    CHECK(reports == 20);
    CHECK(std::ranges::count(text, '\n') == 20'000);
    if (threads == 1) want = text;
    CHECK(text == want);
  }
}

TEST_CASE("text outputs: large payloads and long texts are written in parts, in order, as the writers write them") {
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
    for (const unsigned threads : {1U, 2U, 5U}) {
      CAPTURE(as_json);
      CAPTURE(threads);
      std::vector<std::vector<std::byte>> writes;
      std::size_t reports = 0;
      const auto report = [&](const Error&) { ++reports; };
      const auto output =
          as_json ? make_json_output(registry, nullptr, {.threads = threads}, std::make_unique<MemorySink>(writes), report)
                  : make_presentation_output(registry, nullptr, "\n", {.threads = threads},
                                             std::make_unique<MemorySink>(writes), report);
      for (const PayloadView& payload : payloads) REQUIRE(output->write(payload).has_value());
      REQUIRE(output->finish().has_value());
      std::string text;
      for (const auto& write : writes) text.append(reinterpret_cast<const char*>(write.data()), write.size());
      CHECK((text == want));
      CHECK(reports == 3);
    }
  }
}

TEST_CASE("a message that does not decode is reported and shown") {
  std::vector<std::vector<std::byte>> writes;
  const Registry registry;
  int reports = 0;
  const auto output = make_json_output(registry, nullptr, {.unbuffered = true}, std::make_unique<MemorySink>(writes),
                                       [&](const Error&) { ++reports; });
  PayloadView payload = logline();
  const auto broken = unhex("FF");
  payload.bytes = broken;
  REQUIRE(output->write(payload).has_value());
  REQUIRE(output->write(logline()).has_value());
  CHECK(reports == 1);
  REQUIRE(writes.size() == 2);
}

TEST_CASE("a message that does not decode ends the text when the report refuses it") {
  const Registry registry;
  const Report refuse = [](const Error&) -> Result<void> { return fail(Errc::refused); };
  for (const unsigned threads : {1U, 3U}) {
    CAPTURE(threads);
    std::vector<std::vector<std::byte>> writes;
    const auto output = make_json_output(registry, nullptr, {.threads = threads}, std::make_unique<MemorySink>(writes), refuse);
    PayloadView broken = logline();
    const auto octets = unhex("FF");
    broken.bytes = octets;
    // Several pieces, two of them with a fault.
    for (int n = 0; n < 20'000; ++n) static_cast<void>(output->write(n == 9'000 || n == 12'000 ? broken : logline()));
    const auto finished = output->finish();
    REQUIRE(!finished.has_value());
    CHECK(finished.error().code == Errc::refused);
    std::ptrdiff_t lines = 0;
    for (const auto& write : writes) lines += std::ranges::count(write, std::byte{'\n'});
    CHECK(lines == 9'000);
  }
}

TEST_CASE("an output says that its sink failed") {
  std::vector<std::vector<std::byte>> writes;
  const auto output = make_container_output({}, std::make_unique<MemorySink>(writes, true));
  REQUIRE(output->write(logline()).has_value());
  const auto finished = output->finish();
  REQUIRE(!finished.has_value());
  CHECK(finished.error().code == Errc::system);
}

}  // namespace nmsgxx::test

#include "container/allocations.hpp"

#include <doctest/doctest.h>

#include "container/build.hpp"
#include "container/hostile.hpp"
#include "container/joiner.hpp"
#include "container/reader.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::test {
namespace {

class NullSink final : public Sink {
 public:
  Result<void> write(Bytes) override { return {}; }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  SinkStats stats_;
};

/// Keeps the last container.
class LastSink final : public Sink {
 public:
  Result<void> write(Bytes bytes) override {
    container.assign(bytes.begin(), bytes.end());
    return {};
  }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

  Octets container;

 private:
  SinkStats stats_;
};

// A container of a hundred payloads.
Octets full_container(bool zlib) {
  LastSink sink;
  ContainerWriter writer({.zlib = zlib, .sequence = true}, sink);
  const Octets octets(700, std::byte{'o'});
  for (std::uint32_t i = 0; i < 100; ++i) {
    const PayloadView payload{.time_sec = 1'700'000'000,
                              .time_nsec = i,
                              .type = {1, 12},
                              .source = i,
                              .has_source = i % 2 == 0,
                              .has_bytes = true,
                              .bytes = octets};
    REQUIRE(writer.add(payload).has_value());
  }
  REQUIRE(writer.flush().has_value());
  return sink.container;
}

// Reads a container and writes its payloads; gives their number, less those that went wrong.
std::size_t pass_on(const Octets& container, ContainerDecoder& decoder, ContainerWriter& writer) {
  const auto header = parse_header(container);
  const auto view = decoder.decode(*header, Bytes(container).subspan(kHeaderSize), {}, {});
  if (!view || !*view) return 0;
  std::size_t good = 0;
  for (const PayloadView& payload : **view) good += payload.check_crc() == CrcVerdict::good && writer.add(payload);
  return good;
}

}  // namespace

TEST_CASE("after the first containers, nothing is allocated from container to container") {
  struct Case {
    std::string_view name;
    bool zlib_in;
    WriterOptions out;
  };
  static const Case cases[] = {
      {"as it comes", false, {.limit = 20'000}},
      {"inflated", true, {.limit = 20'000}},
      {"numbered", false, {.limit = 8192, .sequence = true}},
      {"deflated", true, {.limit = 20'000, .zlib = true}},
      {"unbuffered", false, {.unbuffered = true}},
      {"in fragments", false, {.limit = 512}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Octets container = full_container(c.zlib_in);
    NullSink sink;
    ContainerDecoder decoder({});
    ContainerWriter writer(c.out, sink);
    std::size_t good = 0;
    for (int i = 0; i < 3; ++i) good += pass_on(container, decoder, writer);
    Allocations::reset();
    for (int i = 0; i < 20; ++i) good += pass_on(container, decoder, writer);
    const Allocations made = Allocations::since_reset();
    CHECK(made.calls == 0);
    CHECK(good == 2300);
    CHECK(writer.containers() > 30);
  }
}

TEST_CASE("nothing is allocated for what an input only claims") {
  for (const HostileCase& c : hostile_cases()) {
    // These two keep what they promise, and are read within the bound.
    if (c.path.empty() || c.input == "zlib-bomb.nmsg" || c.input == "zlib-bomb-fields.nmsg") continue;
    CAPTURE(c.input);
    const auto parts = c.is_stream() ? std::vector<Octets>{read_file(c.path)} : read_datagrams(c.path);
    Allocations::reset();
    if (c.is_stream()) {
      StreamReader reader;
      reader.feed(parts[0]);
      reader.finish();
    } else {
      DatagramReader reader;
      for (const Octets& datagram : parts) reader.receive(datagram);
    }
    const Allocations made = Allocations::since_reset();
    CHECK(made.largest <= 256 << 10);
    CHECK(made.peak <= 2 << 20);
  }
}

TEST_CASE("fragments in flight take no more memory than they may") {
  constexpr std::size_t kBudget = 1 << 20;
  struct Case {
    std::string_view name;
    std::uint32_t pieces;  // of each set
    std::size_t octets;    // of each piece
  };
  static const Case cases[] = {
      {"many sets of one octet", 1, 1},
      {"many sets", 1, 900},
      {"one endless set of one octet", 0xFFFFFFFF, 1},
      {"one endless set of nothing", 0xFFFFFFFF, 0},
      {"one endless set", 0xFFFFFFFF, 900},
      {"some of both", 50, 30},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Octets piece(c.octets);
    Allocations::reset();
    {
      Joiner joiner({.fragment_sets = 100'000, .fragment_octets = kBudget});
      for (std::uint32_t i = 0; i < 20'000; ++i) {
        joiner.add({i / c.pieces, i % c.pieces, 0xFFFFFFFE, piece, i / c.pieces});
      }
      CHECK(joiner.pending() > 0);
    }
    const Allocations made = Allocations::since_reset();
    CHECK(made.peak <= kBudget + kBudget / 4);
    CHECK(made.live == 0);
  }
}

TEST_CASE("what is remembered of messages that were given out is bounded") {
  const Octets body = body_of("abc");
  Allocations::reset();
  Joiner joiner;
  for (std::uint32_t id = 0; id < 20'000; ++id) joiner.add({id, 0, 0, body, stored_crc(body)});
  CHECK(joiner.pending() == 0);
  CHECK(Allocations::since_reset().live < 1 << 20);
}

TEST_CASE("a flood of sequence ids takes no more memory than its bound") {
  Allocations::reset();
  SequenceTracker tracker(1000);
  for (std::uint64_t id = 0; id < 100'000; ++id) tracker.update({}, id, 0, {});
  CHECK(Allocations::since_reset().peak < 1000 * 512);
}

}  // namespace nmsgxx::test

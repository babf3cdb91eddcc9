#include <doctest/doctest.h>

#include <thread>

#include "io/capture_builder.hpp"
#include "io/capture_reader.hpp"
#include "support/later.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<PacketSource> open_pipe(Pipe& pipe, const std::string& filter, const Wakeup& wakeup) {
  auto source = make_capture_source(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0), {}, filter, wakeup);
  REQUIRE(source.has_value());
  return std::move(*source);
}

Octets pcap(std::uint16_t frames) {
  CaptureBuilder out(std::endian::little);
  out.pcap_header(kMicroseconds);
  for (std::uint16_t n = 0; n < frames; ++n) out.pcap_frame({n, 0, udp_frame(53)});
  return out.bytes();
}

Octets pcapng(std::endian order, bool ends_with_statistics) {
  CaptureBuilder out(order);
  out.section().interface(kEthernet, 6);
  for (std::uint16_t n = 0; n < 3; ++n) out.packet(n, {0, 0, udp_frame(53)});
  if (ends_with_statistics) out.block(5, CaptureBuilder(order).u32(0).u32(0).u32(0));
  return out.bytes();
}

}  // namespace

TEST_CASE("CaptureSource: returns frames that have arrived, whatever follows them in an idle pipe") {
  constexpr std::size_t kRecord = 16 + 60;
  const Octets other = CaptureBuilder(std::endian::little).pcap_frame({9, 0, udp_frame(7)}).bytes();
  struct Case {
    std::string name;
    Octets file;
    std::string filter;
  };
  const Octets three = pcap(3);
  const Octets four = pcap(4);
  const auto cut = [&four](std::size_t more) {
    return Octets(four.begin(), four.end() - static_cast<std::ptrdiff_t>(kRecord - more));
  };
  const Octets block = pcapng(std::endian::big, false);
  const Case cases[] = {
      {"nothing", three, ""},
      {"a byte of the next record", cut(1), ""},
      {"half a record's header", cut(8), ""},
      {"a record's header", cut(16), ""},
      {"half a frame", cut(40), ""},
      {"all of a frame but a byte", cut(kRecord - 1), ""},
      {"a frame that the filter refuses", joined(three, other), "udp port 53"},
      {"such a frame, and half of another", joined(joined(three, other), Bytes(other).first(30)), "udp port 53"},
      {"pcapng: nothing", block, ""},
      {"pcapng, little: nothing", pcapng(std::endian::little, false), ""},
      {"pcapng: half a block", joined(block, Bytes(block).first(13)), ""},
      {"pcapng: a block without a frame", pcapng(std::endian::big, true), ""},
      {"pcapng, little: the same", pcapng(std::endian::little, true), ""},
      {"pcapng: another section's header", joined(block, Bytes(pcapng(std::endian::little, false)).first(28)), ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Pipe pipe;
      Wakeup wakeup;
      put(pipe.writing, c.file);
      const auto source = open_pipe(pipe, c.filter, wakeup);
      const Later give_up(1s, [&] { wakeup.set(); });
      CaptureReading reading;
      while (reading.frames.size() < 3 && !wakeup.is_set()) {
        std::span<const Frame> batch;
        REQUIRE(source->next(batch) == SourceState::ready);
        reading.take(batch);
      }
      CHECK_FALSE(wakeup.is_set());
      CHECK(reading.frames.size() == 3);
    }
  }
}

TEST_CASE("CaptureSource: reads a pipe in pieces of any size") {
  CaptureBuilder mixed(std::endian::little);
  mixed.section().interface(kEthernet, 6).packet(1, {0, 0, udp_frame(1)}).block(77, CaptureBuilder(std::endian::little).u32(5));
  mixed.packet(2, {0, 0, udp_frame(2, 1500)}).raw(pcapng(std::endian::little, true)).packet(3, {0, 0, udp_frame(3, 43)});
  mixed.raw(pcapng(std::endian::big, false));  // which libpcap refuses after the other byte order
  const Wakeup wakeup;
  for (const Octets& file : {pcap(5), pcapng(std::endian::little, true), mixed.bytes()}) {
    const CaptureReading want = read_all(**open_capture(file, wakeup));
    CHECK(want.frames.size() >= 3);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}, file.size()}) {
      CAPTURE(piece);
      Pipe pipe;
      std::jthread writer([&] {
        for (Bytes rest(file); !rest.empty(); rest = rest.subspan(std::min(piece, rest.size()))) {
          put(pipe.writing, rest.first(std::min(piece, rest.size())));
        }
        pipe.close_writing();
      });
      const CaptureReading got = read_all(*open_pipe(pipe, {}, wakeup));
      CHECK((got.frames == want.frames));
      CHECK(got.state == want.state);
      CHECK(got.error.has_value() == want.error.has_value());
    }
  }
}

TEST_CASE("CaptureSource: reads records that are larger than its buffer from a pipe") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  for (int n = 0; n < 5; ++n) file.pcap_frame({0, 0, Octets(262'144)}).pcap_frame({0, 0, Octets(1)});
  Pipe pipe;
  std::jthread writer([&] {
    put(pipe.writing, file.bytes());
    pipe.close_writing();
  });
  const Wakeup wakeup;
  const auto source = open_pipe(pipe, {}, wakeup);
  CHECK_FALSE(source->total_octets().has_value());
  const CaptureReading reading = read_all(*source);
  CHECK(reading.frames.size() == 10);
  CHECK(reading.state == SourceState::end);
  CHECK(source->stats().octets.value() == file.bytes().size());
}

TEST_CASE("CaptureSource: a wake-up ends the wait for a file header") {
  const Octets file = pcap(1);
  for (const std::size_t there : {std::size_t{0}, std::size_t{4}, std::size_t{23}}) {
    CAPTURE(there);
    Pipe pipe;
    Wakeup wakeup;
    put(pipe.writing, Bytes(file).first(there));
    const Later later(50ms, [&wakeup] { wakeup.set(); });
    const Stopwatch watch;
    const auto source = make_capture_source(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0), {}, {}, wakeup);
    CHECK(watch.elapsed() < 1s);
    REQUIRE_FALSE(source.has_value());
    CHECK(source.error().code == Errc::system);
    CHECK(source.error().message() == "interrupted before the capture began");
  }
}

TEST_CASE("CaptureSource: a wake-up ends the reading of a file as well") {
  Wakeup wakeup;
  const auto source = open_capture(pcap(1000), wakeup);
  REQUIRE(source.has_value());
  std::span<const Frame> batch;
  CHECK((*source)->next(batch) == SourceState::ready);
  wakeup.set();
  for (int i = 0; i < 3; ++i) CHECK((*source)->next(batch) == SourceState::woken);
}

TEST_CASE("CaptureSource: closes its descriptor, also when it cannot be opened") {
  const Wakeup wakeup;
  for (const Octets& file : {pcap(1), Octets(100)}) {
    Pipe pipe;
    put(pipe.writing, file);
    pipe.close_writing();
    const int descriptor = fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0);
    { const auto source = make_capture_source(descriptor, {}, {}, wakeup); }
    CHECK(fcntl(descriptor, F_GETFD) < 0);
  }
}

TEST_CASE("CaptureSource: reads a damaged file as libpcap reads the same bytes from a pipe") {
  Random random(13);
  const Wakeup wakeup;
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    const bool big = one_in(random, 4);
    CaptureBuilder good(big ? std::endian::big : std::endian::little);
    good.pcap_header(one_in(random, 2) ? kMicroseconds : kNanoseconds, kEthernet, one_in(random, 2) ? 60 : 43);
    for (std::uint32_t n = 0; n < 4; ++n) good.pcap_frame({n, n, udp_frame(53), n});
    Octets content = good.bytes();
    if (one_in(random, 8)) content[big ? 7 : 6] = std::byte{2};  // a version whose two lengths are exchanged
    content = mutated(random, content);
    Pipe pipe;
    put(pipe.writing, content);
    pipe.close_writing();
    const auto piped = make_capture_source(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0), {}, {}, wakeup);
    const auto file = open_capture(content, wakeup);
    REQUIRE(file.has_value() == piped.has_value());
    if (!file) continue;
    const CaptureReading got = read_all(**file), want = read_all(**piped);
    CHECK((got.frames == want.frames));
    REQUIRE(got.error.has_value() == want.error.has_value());
    if (got.error) CHECK(got.error->detail == want.error->detail);
  }
}

}  // namespace nmsgxx::test

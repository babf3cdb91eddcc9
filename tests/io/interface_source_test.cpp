#include "nmsgxx/interface_source.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "io/capture_reader.hpp"
#include "support/later.hpp"
#include "support/network.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kPort = 8430;
constexpr std::size_t kHeaders = 14 + 20 + 8;

/// Calls a function with a capture of the loopback of a private network and with a sender to a socket there. Does nothing if
/// the system does not permit it.
void with_loopback(InterfaceOptions options, const std::function<void(PacketSource&, Wakeup&, const PlainSender&)>& what) {
  options.name = "lo";
  const bool permitted = in_private_network([&] {
    Wakeup wakeup;
    const auto source = open_interface(options, wakeup);
    if (!source) {
      MESSAGE("skipped: " << source.error().message());
      return;
    }
    const Receiver receiver("127.0.0.1", kPort);
    what(**source, wakeup, PlainSender(endpoint("127.0.0.1", kPort)));
  });
  if (!permitted) MESSAGE("skipped: no private network here");
}

// Reads until so many frames have arrived, or for a second.
CaptureReading read_frames(PacketSource& source, Wakeup& wakeup, std::size_t count) {
  const Later give_up(1s, [&wakeup] { wakeup.set(); });
  CaptureReading reading;
  while (reading.frames.size() < count) {
    std::span<const Frame> batch;
    const auto state = source.next(batch);
    REQUIRE(state.has_value());
    if (*state != SourceState::ready) break;
    reading.take(batch);
  }
  return reading;
}

}  // namespace

TEST_CASE("open_interface: names an interface that cannot be opened, with the reason") {
  Wakeup wakeup;
  const auto source = open_interface({.name = "nowhere0"}, wakeup);
  REQUIRE_FALSE(source.has_value());
  CHECK((source.error().code == Errc::system));
  CHECK(source.error().message().starts_with("nowhere0: "));
  CHECK(source.error().message().size() > std::string("nowhere0: ").size());
  MESSAGE(source.error().message());
  const auto filtered = open_interface({.name = "lo", .filter = "no filter"}, wakeup);
  REQUIRE_FALSE(filtered.has_value());
  MESSAGE(filtered.error().message());
}

TEST_CASE("InterfaceSource: returns frames with their bytes, lengths and times") {
  with_loopback({.filter = "udp dst port 8430"}, [](PacketSource& source, Wakeup& wakeup, const PlainSender& sender) {
    const auto begun = std::chrono::system_clock::now();
    constexpr std::size_t kSent = 600;  // more than two batches
    for (std::size_t n = 0; n < kSent; ++n) sender.send(Octets(n, static_cast<std::byte>(n)));
    CHECK((source.link() == LinkType::en10mb));
    const CaptureReading reading = read_frames(source, wakeup, kSent);
    REQUIRE(reading.frames.size() == kSent);
    for (std::size_t n = 0; n < kSent; ++n) {
      const OwnedFrame& frame = reading.frames[n];
      CHECK(frame.original_length == kHeaders + n);
      CHECK((Octets(frame.bytes.begin() + kHeaders, frame.bytes.end()) == Octets(n, static_cast<std::byte>(n))));
      CHECK(frame.nanoseconds < 1'000'000'000);
      const auto off = std::chrono::system_clock::from_time_t(frame.seconds) - begun;
      CHECK(off > -10s);
      CHECK(off < 10s);
    }
    CHECK(source.stats().frames.value() == kSent);
  });
}

TEST_CASE("InterfaceSource: cuts frames to the snap length") {
  const auto cut = [](PacketSource& source, Wakeup& wakeup, const PlainSender& sender) {
    sender.send(Octets(1000));
    const CaptureReading reading = read_frames(source, wakeup, 1);
    REQUIRE(reading.frames.size() == 1);
    CHECK(reading.frames[0].bytes.size() == 64);
    CHECK(reading.frames[0].original_length == kHeaders + 1000);
  };
  with_loopback({.snap_length = 64, .filter = "udp dst port 8430"}, cut);
  with_loopback({.snap_length = 64}, cut);
  with_loopback({.snap_length = 0}, [](PacketSource& source, Wakeup& wakeup, const PlainSender& sender) {
    sender.send(Octets(60'000));
    const CaptureReading reading = read_frames(source, wakeup, 1);
    REQUIRE(reading.frames.size() == 1);
    CHECK(reading.frames[0].bytes.size() == kHeaders + 60'000);
  });
}

TEST_CASE("InterfaceSource: counts what the kernel drops") {
  const InterfaceOptions small{.buffer_octets = 1 << 20, .filter = "udp dst port 8430"};
  with_loopback(small, [](PacketSource& source, Wakeup& wakeup, const PlainSender& sender) {
    constexpr std::size_t kSent = 5000;
    for (std::size_t n = 0; n < kSent; ++n) sender.send(Octets(1400));
    const std::size_t frames = read_frames(source, wakeup, kSent).frames.size();
    std::span<const Frame> batch;
    CHECK(source.next(batch) == SourceState::woken);
    CHECK(frames > 0);
    CHECK(source.stats().kernel_drops.value() > 0);
    // The kernel sees each frame of the loopback on its way out and on its way in, and libpcap returns only the second.
    CHECK(frames + source.stats().kernel_drops.value() >= kSent);
    CHECK(frames + source.stats().kernel_drops.value() <= 2 * kSent);
    MESSAGE("dropped " << source.stats().kernel_drops.value() << " of " << kSent);
  });
}

TEST_CASE("InterfaceSource: a wake-up ends the reading of a busy interface") {
  with_loopback({}, [](PacketSource& source, Wakeup& wakeup, const PlainSender& sender) {
    for (std::size_t n = 0; n < 2000; ++n) sender.send(Octets(1400));
    std::span<const Frame> batch;
    CHECK(source.next(batch) == SourceState::ready);
    wakeup.set();
    CHECK(source.next(batch) == SourceState::woken);
  });
}

}  // namespace nmsgxx::test

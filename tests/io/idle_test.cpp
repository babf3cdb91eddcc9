#include <doctest/doctest.h>
#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>

#include "io/capture_builder.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/stream_source.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/network.hpp"
#include "support/pipe.hpp"
#include "support/signals.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

using Next = std::function<Result<SourceState>()>;

template <class Unit, class Source>
Next next_of(Source source) {
  return [source = std::shared_ptr(std::move(source))] {
    Unit unit;
    return source->next(unit);
  };
}

const Report kIgnore = [](const Error&) {};

Next stream_on(Pipe& pipe, Bytes there, const Wakeup& wakeup) {
  put(pipe.writing, there);
  return next_of<ContainerView>(make_stream_source(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0), {}, {}, wakeup, kIgnore));
}

Next capture_on(Pipe& pipe, std::size_t there, const Wakeup& wakeup) {
  const auto file = CaptureBuilder(std::endian::native).pcap_header(kMicroseconds).pcap_frame({0, 0, udp_frame(53)}).bytes();
  put(pipe.writing, Bytes(file).first(there));
  auto source = make_capture_source(fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0), {}, {}, wakeup);
  REQUIRE(source.has_value());
  return next_of<std::span<const Frame>>(std::move(*source));
}

Next sockets(std::size_t count, const Wakeup& wakeup) {
  std::vector<Endpoint> endpoints;
  {
    std::vector<Receiver> holders;  // keep the ports, so that all of them differ
    for (std::size_t n = 0; n < count; ++n) {
      endpoints.push_back(endpoint("127.0.0.1", holders.emplace_back("127.0.0.1").port()));
    }
  }
  auto source = open_udp_source(endpoints, {}, {}, wakeup, kIgnore);
  REQUIRE(source.has_value());
  return next_of<ContainerView>(std::move(*source));
}

Next interface(const Wakeup& wakeup) {
  auto source = open_interface({.name = "lo", .filter = "tcp port 1"}, wakeup);
  if (!source) {
    MESSAGE("skipped: " << source.error().message());
    return {};
  }
  return next_of<std::span<const Frame>>(std::move(*source));
}

}  // namespace

TEST_CASE("all sources: a signal ends the wait") {
  static const Octets container = datagram("whole");
  struct Case {
    std::string name;
    Next (*open)(Pipe&, const Wakeup&);
    int given;
  };
  static const Case cases[] = {
      {"containers, nothing has arrived", [](Pipe& pipe, const Wakeup& wakeup) { return stream_on(pipe, {}, wakeup); }, 0},
      {"containers, half of one has arrived",
       [](Pipe& pipe, const Wakeup& wakeup) { return stream_on(pipe, Bytes(container).first(20), wakeup); }, 0},
      {"containers, one has arrived", [](Pipe& pipe, const Wakeup& wakeup) { return stream_on(pipe, container, wakeup); }, 1},
      {"capture, its header has arrived", [](Pipe& pipe, const Wakeup& wakeup) { return capture_on(pipe, 24, wakeup); }, 0},
      {"capture, half a record has arrived", [](Pipe& pipe, const Wakeup& wakeup) { return capture_on(pipe, 30, wakeup); }, 0},
      {"capture, a frame has arrived", [](Pipe& pipe, const Wakeup& wakeup) { return capture_on(pipe, 24 + 16 + 60, wakeup); },
       1},
      {"a socket", [](Pipe&, const Wakeup& wakeup) { return sockets(1, wakeup); }, 0},
      {"200 sockets", [](Pipe&, const Wakeup& wakeup) { return sockets(200, wakeup); }, 0},
      {"an interface", [](Pipe&, const Wakeup& wakeup) { return interface(wakeup); }, 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      double worst = 0;
      for (int round = 0; round < 5; ++round) {
        Pipe pipe;
        Wakeup wakeup;
        const WakeOnSignal on(SIGUSR1, wakeup);
        const Next next = c.open(pipe, wakeup);
        if (!next) break;
        std::atomic<std::chrono::steady_clock::time_point> sent{};
        const Later later(20ms + round * 7ms, [&sent, thread = pthread_self()] {
          sent = std::chrono::steady_clock::now();
          pthread_kill(thread, SIGUSR1);
        });
        for (int n = 0; n < c.given; ++n) CHECK(next() == SourceState::ready);
        CHECK(next() == SourceState::woken);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - sent.load();
        CHECK(took < 1s);
        worst = std::max(worst, took.count());
        CHECK(next() == SourceState::woken);
      }
      MESSAGE(c.name << ": at most " << worst << " ms after the signal");
    }
  }
}

}  // namespace nmsgxx::test

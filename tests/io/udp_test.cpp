#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "nmsgxx/udp_sink.hpp"
#include "nmsgxx/udp_source.hpp"
#include "nmsgxx/writer.hpp"
#include "support.hpp"

namespace nmsgxx::test {
namespace {

using namespace std::chrono_literals;

// A port that nobody uses, most likely still in a moment.
std::uint16_t free_port() {
  const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(descriptor);
  REQUIRE(bound);
  return ntohs(address.sin_port);
}

PayloadView logline(const std::vector<std::byte>& octets) {
  PayloadView payload{.time_sec = 1700000000, .type = {1, 6}};
  payload.has_bytes = true;
  payload.bytes = octets;
  return payload;
}

/// Listens and keeps what it is told.
class Listener {
 public:
  explicit Listener(const std::string& spec) {
    auto endpoints = parse_endpoints(spec);
    REQUIRE(endpoints.has_value());
    auto opened = open_udp_source(*endpoints, {}, {}, wakeup_, [this](const Error& error) { reports_.push_back(error.code); });
    if (opened) {
      source_ = std::move(*opened);
    } else {
      reason_ = opened.error().message();
    }
  }

  bool open() const { return source_ != nullptr; }
  const std::string& reason() const { return reason_; }

  /// Payloads of containers until there were so many, or nothing came for a while.
  std::size_t receive(std::size_t payloads) {
    const std::jthread guard([this](const std::stop_token& stop) {
      for (int i = 0; i < 500 && !stop.stop_requested(); ++i) std::this_thread::sleep_for(10ms);
      if (!stop.stop_requested()) wakeup_.set();
    });
    std::size_t got = 0;
    ContainerView container;
    while (got < payloads) {
      const auto state = source_->next(container);
      REQUIRE(state.has_value());
      if (*state != SourceState::ready) break;
      got += container.size();
    }
    return got;
  }

  const SourceStats& stats() const { return source_->stats(); }
  const std::vector<Errc>& reports() const { return reports_; }

 private:
  Wakeup wakeup_;
  std::unique_ptr<ContainerSource> source_;
  std::string reason_;
  std::vector<Errc> reports_;
};

std::unique_ptr<Sink> sender(const std::string& spec, std::shared_ptr<RateLimit> rate = nullptr) {
  auto sink = open_udp_sink(parse_endpoints(spec)->front(), std::move(rate));
  REQUIRE(sink.has_value());
  return std::move(*sink);
}

}  // namespace

TEST_CASE("containers, in fragments too, over every kind of address") {
  struct Case {
    const char* name;
    const char* listen;
    const char* send;
  };
  static const Case cases[] = {
      {"IPv4", "127.0.0.1", "127.0.0.1"},          {"IPv6", "::1", "::1"},
      {"any address", "0.0.0.0", "127.0.0.1"},     {"both families", "::", "127.0.0.1"},
      {"broadcast", "0.0.0.0", "127.255.255.255"}, {"multicast", "239.192.0.1", "239.192.0.1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const std::string port = "/" + std::to_string(free_port());
    Listener listener(c.listen + port);
    if (!listener.open()) {
      MESSAGE("skipped: " << c.name << ": " << listener.reason());
      continue;
    }
    const auto sink = open_udp_sink(parse_endpoints(c.send + port)->front(), nullptr);
    if (!sink) {
      MESSAGE("skipped: " << c.name << ": " << sink.error().message());
      continue;
    }
    ContainerWriter writer({.limit = 1280, .sequence = true}, **sink);
    for (std::size_t i = 0; i < 200; ++i) {
      REQUIRE(writer.add(logline(std::vector<std::byte>(i % 10 == 0 ? 5000 : 50))).has_value());
    }
    REQUIRE(writer.flush().has_value());
    REQUIRE((*sink)->flush().has_value());
    if ((*sink)->stats().refused.value() > 0) {
      MESSAGE("skipped: " << c.name << ": no route");
      continue;
    }
    CHECK(listener.receive(200) == 200);
    CHECK(listener.reports().empty());
    CHECK(listener.stats().containers.value() == writer.stats().containers.value());
    CHECK(listener.stats().lost_containers.value() == 0);
    CHECK(listener.stats().octets.value() == (*sink)->stats().octets.value());
  }
}

TEST_CASE("several ports are one source") {
  const auto first = free_port();
  const std::string range = "127.0.0.1/" + std::to_string(first) + ".." + std::to_string(first + 2);
  Listener listener(range);
  if (!listener.open()) {
    MESSAGE("skipped: " << listener.reason());
    return;
  }
  const auto endpoints = parse_endpoints(range);
  for (const Endpoint& endpoint : *endpoints) {
    const auto sink = open_udp_sink(endpoint, nullptr);
    ContainerWriter writer({.sequence = true, .unbuffered = true}, **sink);
    REQUIRE(writer.add(logline({})).has_value());
    REQUIRE((*sink)->flush().has_value());
  }
  CHECK(listener.receive(3) == 3);
}

TEST_CASE("datagrams that are no container are told, counted, skipped") {
  const auto good = read_file(data_path("wire/crcs.nmsg"));
  auto longer = good;
  longer.push_back(std::byte{0});
  struct Case {
    const char* name;
    std::vector<std::byte> octets;
    Errc want;
  };
  const Case cases[] = {
      {"text", unhex("68656c6c6f"), Errc::bad_magic},
      {"cut header", {good.begin(), good.begin() + 9}, Errc::truncated},
      {"version 3", unhex("4e4d5347 00 03 00000000"), Errc::bad_version},
      {"version 1", read_file(data_path("wire/version-1.nmsg")), Errc::bad_version},
      {"too long", longer, Errc::bad_length},
      {"too short", {good.begin(), good.end() - 1}, Errc::bad_length},
      {"undecodable", unhex("4e4d5347 00 02 00000001 0f"), Errc::bad_wire_type},
      {"zlib without a stream", unhex("4e4d5347 01 02 00000000"), Errc::bad_zlib},
      {"fragment without fields", unhex("4e4d5347 02 02 00000000"), Errc::missing_field},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const std::string spec = "127.0.0.1/" + std::to_string(free_port());
    Listener listener(spec);
    const auto sink = sender(spec);
    REQUIRE(sink->write(c.octets).has_value());
    REQUIRE(sink->write({}).has_value());
    REQUIRE(sink->write(good).has_value());
    REQUIRE(sink->flush().has_value());
    CHECK(listener.receive(3) == 3);
    CHECK(listener.reports() == std::vector{c.want});
    CHECK(listener.stats().skipped_containers.value() == 1);
  }
}

TEST_CASE("nobody listens: counted, not fatal") {
  const auto sink = sender("127.0.0.1/" + std::to_string(free_port()));
  const auto container = read_file(data_path("wire/crcs.nmsg"));
  for (int i = 0; i < 20; ++i) {
    REQUIRE(sink->write(container).has_value());
    REQUIRE(sink->flush().has_value());
    std::this_thread::sleep_for(1ms);
  }
  CHECK(sink->stats().refused.value() > 0);
  CHECK(sink->stats().refused.value() + sink->stats().writes.value() == 20);
}

TEST_CASE("a datagram that cannot be") {
  const auto sink = sender("127.0.0.1/9");
  REQUIRE(sink->write(std::vector<std::byte>(65508)).has_value());
  const auto flushed = sink->flush();
  REQUIRE(!flushed.has_value());
  CHECK(flushed.error().message().find("a datagram of 65508 octets: Message too long") != std::string::npos);
}

TEST_CASE("a rate is held, over several outputs together") {
  const std::string spec = "127.0.0.1/" + std::to_string(free_port());
  const Listener listener(spec);
  const auto rate = make_rate_limit(400);
  const auto first = sender(spec, rate);
  const auto second = sender(spec, rate);
  const auto container = read_file(data_path("wire/minimal.nmsg"));
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 40; ++i) {
    REQUIRE(first->write(container).has_value());
    REQUIRE(second->write(container).has_value());
  }
  // 80 at 400 a second take 200 ms, less what may be caught up; more only on a machine that is busy.
  CHECK(std::chrono::steady_clock::now() - begin >= 180ms);
}

TEST_CASE("what the kernel drops is counted") {
  const std::string spec = "127.0.0.1/" + std::to_string(free_port());
  Wakeup wakeup;
  auto source = open_udp_source(*parse_endpoints(spec), {.receive_buffer = 1}, {}, wakeup, [](const Error&) {});
  REQUIRE(source.has_value());
  const auto sink = sender(spec);
  const std::vector<std::byte> octets(700);
  constexpr std::uint64_t kSent = 3000;
  ContainerWriter writer({.limit = 1280, .sequence = true, .unbuffered = true}, *sink);
  for (std::uint64_t i = 0; i < kSent; ++i) REQUIRE(writer.add(logline(octets)).has_value());
  REQUIRE(sink->flush().has_value());
  wakeup.set();
  ContainerView container;
  std::uint64_t received = 0;
  // What was received before the wake-up is given out still; the rest is read by a source of its own choice.
  while (*(*source)->next(container) == SourceState::ready) ++received;
  CHECK((*source)->stats().kernel_drops.value() > 0);
  CHECK((*source)->stats().kernel_drops.value() <= kSent);
}

}  // namespace nmsgxx::test

#include "support/faults.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "io/capture_builder.hpp"
#include "io/capture_reader.hpp"
#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "io/part_file.hpp"
#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/network.hpp"
#include "support/pipe.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

/// Lets system calls fail for as long as it lives.
class Failing {
 public:
  explicit Failing(const Faults& faults) { Faults::begin(faults); }
  ~Failing() { Faults::end(); }
  Failing(const Failing&) = delete;
  Failing& operator=(const Failing&) = delete;
};

constexpr std::size_t kOften = 3;

}  // namespace

TEST_CASE("FileSink: writes everything or returns the first error, whichever write fails") {
  const Folder folder;
  Random random(1);
  const Octets content = noise(random, 1000);
  constexpr std::size_t kPiece = 300;
  for (const int error : {EINTR, EAGAIN, EIO, ENOSPC}) {
    for (std::size_t first = 0; first < 6; ++first) {
      CAPTURE(error);
      CAPTURE(first);
      const auto sink = open_file_sink(folder.path("out"));
      REQUIRE(sink.has_value());
      Result<void> written;
      {
        const Failing failing({.call = "write", .error = error, .first = first, .count = kOften, .most = kPiece});
        written = (*sink)->write(content);
      }
      const bool passes = error == EINTR || error == EAGAIN;
      CHECK(written.has_value() == (passes || first >= 4));
      // After a failure nothing may follow.
      if (!written) CHECK_FALSE((*sink)->write(content).has_value());
      CHECK((*sink)->close().has_value() == written.has_value());
      const std::size_t size = written ? content.size() : first * kPiece;
      CHECK(hex(read_file(folder.path("out"))) == hex(Bytes(content).first(size)));
      CHECK((*sink)->stats().octets.value() == size);
      if (!written) CHECK((written.error().code == Errc::system));
    }
  }
}

TEST_CASE("FileSink: returns the error of close()") {
  for (const int error : {EINTR, EIO, EDQUOT}) {
    CAPTURE(error);
    const Folder folder;
    const auto sink = open_file_sink(folder.path("out"));
    REQUIRE(sink.has_value());
    REQUIRE((*sink)->write(as_bytes("x")).has_value());
    const Failing failing({.call = "close", .error = error});
    const auto closed = (*sink)->close();
    CHECK(closed.has_value() == (error == EINTR));
    if (!closed)
      CHECK(closed.error().message() == folder.path("out") + ": close failed: " + std::generic_category().message(error));
  }
}

TEST_CASE("PartFile: gets its final name only when the disk has the file") {
  struct Case {
    std::string call;
    std::size_t first;  // 0 for the file, 1 for the folder
    int error;
    bool published;
    bool renamed;
  };
  static const Case cases[] = {
      {"fsync", 0, EINTR, true, true},    {"fsync", 0, EINVAL, true, true}, {"fsync", 0, EIO, false, false},
      {"fsync", 1, EINTR, true, true},    {"fsync", 1, EINVAL, true, true}, {"fsync", 1, EIO, false, true},
      {"open", 0, EACCES, true, true},    {"open", 0, EMFILE, false, true}, {"open", 1, EMFILE, true, true},
      {"rename", 0, EROFS, false, false}, {"rename", 1, EROFS, true, true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.call);
    CAPTURE(c.first);
    CAPTURE(c.error);
    const Folder folder;
    const io::PartNames names{folder.path(".part"), folder.path("whole")};
    std::unique_ptr<Sink> sink;
    auto file = io::PartFile::create(names, {}, sink);
    REQUIRE(file.has_value());
    REQUIRE(sink->close().has_value());
    const Failing failing({.call = c.call, .error = c.error, .first = c.first});
    const auto published = file->publish();
    CHECK(published.has_value() == c.published);
    CHECK(std::filesystem::exists(c.renamed ? names.whole : names.part));
    if (published) continue;
    CHECK(published.error().message().find(c.renamed ? names.whole : names.part) != std::string::npos);
    CHECK(published.error().message().ends_with(std::generic_category().message(c.error)));
  }
}

TEST_CASE("CaptureSource: reads everything or ends with an error, whichever call fails") {
  struct Case {
    bool pipe;
    std::string call;
    int error;
  };
  static const Case cases[] = {
      {false, "read", EINTR}, {false, "read", EIO}, {true, "read", EINTR},
      {true, "read", EAGAIN}, {true, "read", EIO},  {true, "poll", EINTR},
  };
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  for (std::uint16_t n = 0; n < 30; ++n) file.pcap_frame({n, 0, udp_frame(n)});
  const Wakeup wakeup;
  for (const Case& c : cases) {
    for (std::size_t first = 0; first < 30; ++first) {
      CAPTURE(c.pipe);
      CAPTURE(c.call);
      CAPTURE(c.error);
      CAPTURE(first);
      Pipe pipe;
      put(pipe.writing, file.bytes());
      pipe.close_writing();
      const Failing failing({.call = c.call, .error = c.error, .first = first, .count = kOften, .most = 100});
      const auto source =
          c.pipe ? make_capture_source(pipe.reading.release(), {}, {}, wakeup) : open_capture(file.bytes(), wakeup);
      if (!source) {
        CHECK(c.error == EIO);
        continue;
      }
      const CaptureReading reading = read_all(**source);
      CHECK(reading.frames.size() <= 30);
      if (c.error == EIO && first < Faults::calls()) {
        REQUIRE(reading.error.has_value());
        CHECK((reading.error->code == Errc::system));
        CHECK(reading.error->message().find("Input/output error") != std::string::npos);
      } else {
        CHECK(Faults::calls() > 0);
        CHECK(reading.frames.size() == 30);
        CHECK(reading.state == SourceState::end);
      }
    }
  }
}

TEST_CASE("open_input: reads the first bytes or returns the error") {
  const Folder folder;
  const std::string path = folder.file("in", as_bytes("NMSG and so on"));
  const Wakeup wakeup;
  for (const int error : {EINTR, EAGAIN, EIO}) {
    for (std::size_t first = 0; first < 4; ++first) {
      CAPTURE(error);
      CAPTURE(first);
      const Failing failing({.call = "read", .error = error, .first = first, .most = 1});
      const auto input = open_input(path, wakeup);
      REQUIRE(input.has_value() == (error != EIO));
      if (!input) {
        CHECK(input.error().message() == path + ": read failed: Input/output error");
        continue;
      }
      const Descriptor descriptor(input->descriptor);
      CHECK((input->kind == InputKind::nmsg));
    }
  }
}

TEST_CASE("UdpSource: goes on or returns the error, whichever call fails") {
  for (const std::string call : {"recvmmsg", "poll"}) {
    for (const int error : {EINTR, EAGAIN, ENOMEM}) {
      for (std::size_t first = 0; first < 3; ++first) {
        CAPTURE(call);
        CAPTURE(error);
        CAPTURE(first);
        Wakeup wakeup;
        Collector got;
        const Endpoint at = endpoint("127.0.0.1", free_port("127.0.0.1"));
        const auto source = open_udp_source({at}, {}, {}, wakeup, got.report());
        REQUIRE(source.has_value());
        const PlainSender sender(at);
        for (int n = 0; n < 200; ++n) sender.send(datagram("x"));
        sender.send(mark());
        const Failing failing({.call = call, .error = error, .first = first, .count = kOften});
        if (error == ENOMEM) {
          ContainerView container;
          Result<SourceState> state = SourceState::ready;
          while (state == SourceState::ready) state = (*source)->next(container);
          REQUIRE_FALSE(state.has_value());
          CHECK((state.error().code == Errc::system));
          CHECK((*source)->stats().containers.value() == 64 * first);
        } else {
          CHECK(got.read_until(**source, kMark));
          CHECK(got.containers == 200);
        }
      }
    }
  }
}

TEST_CASE("UdpSink: counts, repeats or reports a datagram that cannot be sent, and sends the others") {
  struct Case {
    std::string name;
    int error;
    std::size_t failures;
    std::uint64_t refused;
    std::size_t arrive;
    bool fatal;
  };
  static const Case cases[] = {
      {"interrupted", EINTR, 3, 0, 10, false},         {"an answer to an earlier one", ECONNREFUSED, 1, 1, 10, false},
      {"refused twice", ECONNREFUSED, 2, 2, 9, false}, {"no room", EAGAIN, 1, 1, 9, false},
      {"no room for three", EAGAIN, 3, 3, 7, false},   {"no memory for it", ENOBUFS, 1, 1, 9, false},
      {"no way", ENETUNREACH, 2, 2, 8, false},         {"no neighbour", EHOSTUNREACH, 2, 2, 8, false},
      {"no link", ENETDOWN, 10, 10, 0, false},         {"not permitted", EPERM, 1, 0, 0, true},
      {"no such socket", EBADF, 1, 0, 0, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const Receiver receiver("127.0.0.1");
      const auto sink = open_udp_sink(endpoint("127.0.0.1", receiver.port()));
      REQUIRE(sink.has_value());
      // The sizes grow, so that each datagram is sent alone.
      for (std::size_t n = 0; n < 10; ++n) CHECK((*sink)->write(Octets(1 + n)).has_value());
      Result<void> flushed;
      {
        const Failing failing({.call = "sendmmsg", .error = c.error, .count = c.failures});
        flushed = (*sink)->flush();
      }
      CHECK(flushed.has_value() == !c.fatal);
      std::size_t arrived = 0;
      while (receiver.receive(false)) ++arrived;
      CHECK(arrived == c.arrive);
      CHECK((*sink)->stats().refused.value() == c.refused);
      CHECK((*sink)->stats().writes.value() == c.arrive);
    }
  }
}

TEST_CASE("UdpSink: sends datagrams one by one that cannot be sent together") {
  for (const int error : {EINVAL, EIO, ENOBUFS, ECONNREFUSED, EAGAIN}) {
    for (const std::size_t lost : {std::size_t{0}, std::size_t{3}}) {
      if (lost > 0 && error != ENOBUFS) continue;
      CAPTURE(error);
      const Receiver receiver("127.0.0.1");
      const auto sink = open_udp_sink(endpoint("127.0.0.1", receiver.port()));
      REQUIRE(sink.has_value());
      for (std::size_t n = 0; n < 10; ++n) CHECK((*sink)->write(Octets(100)).has_value());
      {
        const Failing failing({.call = "sendmmsg", .error = error, .count = 1 + lost});
        CHECK((*sink)->flush().has_value());
      }
      std::size_t arrived = 0;
      while (receiver.receive(false)) ++arrived;
      CHECK(arrived == 10 - lost);
      CHECK((*sink)->stats().refused.value() == lost);
      CHECK((*sink)->stats().octets.value() == 100 * arrived);
    }
  }
}

}  // namespace nmsgxx::test

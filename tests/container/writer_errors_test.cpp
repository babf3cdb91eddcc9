#include <doctest/doctest.h>

#include "container/payloads.hpp"
#include "container/recording_sink.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::test {
namespace {

OwnedPayload payload(std::size_t size) {
  return {{.has_bytes = true}, Octets(size, std::byte{'p'})};
}

ContainerView only(const RecordingSink& sink) {
  REQUIRE(sink.written.size() == 1);
  return ContainerView::parse(Bytes(sink.written[0]).subspan(kHeaderSize)).value();
}

}  // namespace

TEST_CASE("ContainerWriter: continues after an error of its sink") {
  struct Case {
    const char* name;
    WriterOptions options;
    std::size_t size;
  };
  static const Case cases[] = {
      {"unbuffered", {.limit = 512, .unbuffered = true}, 100},
      {"in fragments", {.limit = 512}, 1000},
      {"compressed", {.limit = 512, .zlib = true, .unbuffered = true}, 100},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      RecordingSink whole;
      ContainerWriter reference(c.options, whole);
      REQUIRE(reference.add(payload(c.size).view()).has_value());

      RecordingSink sink({0});
      ContainerWriter writer(c.options, sink);
      const auto failed = writer.add(payload(c.size).view());
      REQUIRE_FALSE(failed.has_value());
      CHECK(failed.error().code == Errc::system);
      CHECK(failed.error().detail == "chosen to fail");
      CHECK(writer.empty());
      CHECK(sink.written.empty());
      CHECK(writer.add(payload(c.size).view()).has_value());
      CHECK(sink.written.size() == whole.written.size());
      CHECK(writer.containers() == 1);
    }
  }
}

TEST_CASE("ContainerWriter: drops a container that could not be written") {
  RecordingSink sink({0});
  ContainerWriter writer({}, sink);
  CHECK(writer.add(payload(10).view()).has_value());
  CHECK_FALSE(writer.empty());
  CHECK_FALSE(writer.flush().has_value());
  CHECK(writer.empty());
  CHECK(writer.flush().has_value());
  CHECK(writer.add(payload(20).view()).has_value());
  CHECK(writer.flush().has_value());
  CHECK(only(sink).begin()->bytes.size() == 20);
}

TEST_CASE("ContainerWriter: does not write the rest of a message after a fragment failed") {
  RecordingSink sink({1});
  ContainerWriter writer({.limit = 512}, sink);
  CHECK_FALSE(writer.add(payload(2000).view()).has_value());
  CHECK(sink.written.size() == 1);
  CHECK(writer.containers() == 0);
}

TEST_CASE("ContainerWriter: a container that could not be written leaves a gap in the sequence") {
  RecordingSink sink({0});
  ContainerWriter writer({.sequence = true, .unbuffered = true}, sink);
  CHECK_FALSE(writer.add(payload(10).view()).has_value());
  CHECK(writer.add(payload(10).view()).has_value());
  CHECK(only(sink).sequence() == 1);
}

TEST_CASE("ContainerWriter: flushing an empty writer writes nothing") {
  RecordingSink sink;
  ContainerWriter writer({.sequence = true}, sink);
  CHECK(writer.empty());
  CHECK(writer.flush().has_value());
  CHECK(sink.written.empty());
}

}  // namespace nmsgxx::test

#include "nmsgxx/writer.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "container/build.hpp"
#include "container/describe.hpp"
#include "container/payloads.hpp"
#include "container/reader.hpp"
#include "container/recording_sink.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/framer.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// Reads a stream of sound containers and writes its payloads.
Octets copy(Bytes stream, const WriterOptions& options) {
  RecordingSink sink;
  ContainerWriter writer(options, sink);
  ContainerDecoder decoder({});
  while (!stream.empty()) {
    const Framing found = frame(stream, true, 4096);
    REQUIRE(found.kind == Framing::Kind::container);
    const auto view = decoder.decode(found.header, found.body, {}, {});
    REQUIRE(view.has_value());
    if (*view) {
      for (const PayloadView& payload : **view) CHECK(writer.add(payload).has_value());
    }
    stream = stream.subspan(found.octets);
  }
  CHECK(writer.flush().has_value());
  Octets out;
  for (const Octets& container : sink.written) out = joined(std::move(out), container);
  return out;
}

Octets example(std::string_view name) {
  return read_file(data_path("wire/" + std::string(name) + ".nmsg"));
}

Reading read(Bytes stream) {
  StreamReader reader;
  reader.feed(stream);
  return reader.finish();
}

}  // namespace

TEST_CASE("ContainerWriter: a copy of an example is identical") {
  for (const std::string_view name : {"ipconn", "crcs", "source", "negative-time"}) {
    CAPTURE(name);
    CHECK(hex(copy(example(name), {})) == hex(example(name)));
  }
  const Octets compressed = copy(example("zlib"), {.zlib = true});
  CHECK(read(compressed) == read(example("zlib")));
#if !defined(NMSGXX_LIBDEFLATE)
  CHECK(hex(compressed) == hex(example("zlib")));
#endif
}

TEST_CASE("ContainerWriter: a copy is canonical, whatever the original was") {
  const std::string one = "0A1E 0801 1006 1880E2CFAA06 2515CD5B07 2A0D 0A0564656D6F00 12046F6E6500";
  const std::string two = "0A1E 0801 1006 1880E2CFAA06 2515CD5B07 2A0D 0A0564656D6F00 120474776F00";
  const std::string long_line =
      "0A46 0801 1006 1880E2CFAA06 2515CD5B07 2A35 0A0564656D6F00 122C"
      "61206C696E652074686174206973206C6F6E6720656E6F75676820746F2062652063757420696E2074776F00";
  struct Case {
    const char* name;
    std::string body;
  };
  const Case cases[] = {
      {"minimal", "0A0B 0801 1063 1800 2500000000 1000"},
      {"sequence", one + two + "1083ABA156 10A9E9C6FD08"},
      {"fragments", long_line + "10EFD2E8810A"},
      {"version-1", one + "1083ABA156"},
      {"tolerant", one + "1083ABA156"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(hex(copy(example(c.name), {})) == hex(container(unhex(c.body))));
    }
  }
}

TEST_CASE("ContainerWriter: writes the same body as the protobuf library") {
  Random random(21);
  for (int i = 0; i < 1000; ++i) {
    CAPTURE(i);
    std::vector<OwnedPayload> payloads;
    for (std::size_t n = 1 + below(random, 8); n > 0; --n) {
      payloads.push_back(random_payload(random, below(random, 400) >> below(random, 9)));
    }
    RecordingSink sink;
    ContainerWriter writer({.sequence = one_in(random, 2)}, sink);
    for (const OwnedPayload& payload : payloads) REQUIRE(writer.add(payload.view()).has_value());
    REQUIRE(writer.flush().has_value());
    REQUIRE(sink.written.size() == 1);

    nmsg::Nmsg message = message_of(payloads);
    const auto view = ContainerView::parse(Bytes(sink.written[0]).subspan(kHeaderSize));
    REQUIRE(view.has_value());
    if (view->sequence()) message.set_sequence(*view->sequence());
    if (view->sequence_id()) message.set_sequence_id(*view->sequence_id());
    CHECK(hex(view->body()) == hex(as_bytes(message.SerializeAsString())));
    CHECK(sink.written[0] == container(view->body()));
  }
}

TEST_CASE("ContainerWriter: numbers containers on request, with an id of its own") {
  const OwnedPayload payload{{.has_bytes = true}, Octets(3)};
  RecordingSink sink;
  ContainerWriter first({.sequence = true, .unbuffered = true}, sink);
  ContainerWriter second({.sequence = true, .unbuffered = true}, sink);
  ContainerWriter third({.unbuffered = true}, sink);
  for (ContainerWriter* writer : {&first, &first, &second, &first, &third}) CHECK(writer->add(payload.view()).has_value());

  std::vector<ContainerView> views;
  for (const Octets& written : sink.written) views.push_back(ContainerView::parse(Bytes(written).subspan(kHeaderSize)).value());
  REQUIRE(views.size() == 5);
  CHECK(views[0].sequence() == 0);
  CHECK(views[1].sequence() == 1);
  CHECK(views[2].sequence() == 0);
  CHECK(views[3].sequence() == 2);
  CHECK(views[4].sequence() == std::nullopt);
  CHECK(views[4].sequence_id() == std::nullopt);
  CHECK(views[0].sequence_id() == views[1].sequence_id());
  CHECK(views[0].sequence_id() == views[3].sequence_id());
  CHECK(views[0].sequence_id() != views[2].sequence_id());
}

TEST_CASE("ContainerWriter: writes every payload as a container when unbuffered") {
  Random random(22);
  RecordingSink sink;
  ContainerWriter writer({.unbuffered = true}, sink);
  for (std::size_t n = 1; n <= 10; ++n) {
    CHECK(writer.add(random_payload(random, n * 100).view()).has_value());
    CHECK(writer.empty());
    CHECK(sink.written.size() == n);
  }
  CHECK(writer.flush().has_value());
  CHECK(sink.written.size() == 10);
  CHECK(writer.containers() == 10);
}

}  // namespace nmsgxx::test

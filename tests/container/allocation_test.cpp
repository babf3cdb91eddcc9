#include "support/allocations.hpp"

#include <doctest/doctest.h>

#include "base/endian.hpp"
#include "container/build.hpp"
#include "container/hostile.hpp"
#include "container/joiner.hpp"
#include "container/reader.hpp"
#include "container/reassembler.hpp"
#include "engine/decoded_container.hpp"
#include "nmsgxx/writer.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"
#include "wire/zlib.hpp"

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

Octets hard_octets(std::size_t size) {
  Random random(1);
  return noise(random, size);
}

// As the body of a container.
Octets compressed(Bytes body) {
  wire::Deflater deflater(wire::Deflater::kFastLevel);
  Octets out(4 + deflater.bound(body.size()));
  base::store_big(out.data(), static_cast<std::uint32_t>(body.size()));
  out.resize(4 + deflater.deflate(body, std::span(out).subspan(4)));
  return out;
}

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

TEST_CASE("ContainerDecoder: allocates nothing per container after the first ones") {
  struct Case {
    const char* name;
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
    SUBCASE(c.name) {
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
}

TEST_CASE("ContainerDecoder: allocates nothing for sizes that are only claimed") {
  for (const HostileCase& c : hostile_cases()) {
    CAPTURE(c.input);
    const auto parts = c.is_stream() ? std::vector<Octets>{c.octets} : c.datagrams();
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

TEST_CASE("Reassembler: incomplete messages stay within the memory limit") {
  constexpr std::size_t kBudget = 1 << 20;
  struct Case {
    const char* name;
    std::uint32_t pieces;  // of each set
    std::size_t octets;    // of each piece
  };
  static const Case cases[] = {
      {"many sets of one byte", 1, 1},
      {"many sets", 1, 900},
      {"one endless set of one byte", 0xFFFFFFFF, 1},
      {"one endless set of nothing", 0xFFFFFFFF, 0},
      {"one endless set", 0xFFFFFFFF, 900},
      {"some of both", 50, 30},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Octets piece(c.octets);
      Allocations::reset();
      {
        Joiner joiner({.fragments = kUnbounded, .fragment_octets = kBudget, .sender_fragment_sets = kUnbounded});
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
}

TEST_CASE("Reassembler: a million first fragments stay within the limit and do not disturb a valid message") {
  const auto fragments = static_cast<std::uint32_t>(repetitions(1'000'000));
  struct Case {
    const char* name;
    std::uint32_t senders;
  };
  const Case cases[] = {{"of one sender", 1}, {"each of another sender", fragments}};
  const Octets filling(900);
  const Octets body = body_of("good");
  constexpr std::uint32_t kPieces = 20;
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Allocations::reset();
      std::size_t joined = 0;
      {
        container::Reassembler reassembler({});
        for (std::uint32_t n = 0; n < fragments; ++n) {
          static_cast<void>(reassembler.add({n, 0, 3, filling, n, true}, kFlagFragment, {0, 1, n % c.senders}, {}));
          if (n % 500 != 0) continue;
          // One piece: a message takes ten thousand of the flood.
          const std::uint32_t piece = n / 500;
          const auto good = fragment(pieces_of(body, kPieces, piece / kPieces)[piece % kPieces]);
          joined += reassembler.add(good, kFlagFragment, {0, 2, 1}, {})->has_value();
        }
        CHECK(reassembler.pending() > 200);
        const auto given_up = reassembler.expire({});
        CHECK(given_up.sets() == fragments - reassembler.pending());
        CHECK((c.senders == 1 ? given_up.for_all : given_up.for_sender) == 0);
      }
      CHECK(joined == fragments / 500 / kPieces);
      const Allocations made = Allocations::since_reset();
      CHECK(made.peak <= 40 << 20);
      CHECK(made.live == 0);
    }
  }
}

TEST_CASE("ContainerDecoder: a container below one megabyte takes less than 64 MiB, whatever it inflates to") {
  constexpr std::size_t kMiB = 1 << 20;
  const Octets tiny =
      ProtoWriter().bytes(1, ProtoWriter().varint(1, 1).varint(2, 1).varint(3, 1).fixed32(4, 0).message()).message();
  struct Case {
    const char* name;
    Octets body;
    std::optional<Errc> want;
  };
  const auto fields = [](std::string_view hex, std::size_t size) { return repeated(unhex(hex), size); };
  const auto one_field = [](Octets inside, std::uint32_t number) { return ProtoWriter().bytes(number, inside).message(); };
  const Case cases[] = {
      {"zeros", Octets(64 * kMiB), Errc::too_large},
      {"zeros, less", Octets(16 * kMiB), Errc::too_many_payloads},
      {"one field, too large", one_field(Octets(16 * kMiB), 15), Errc::too_large},
      {"one field", one_field(Octets(16 * kMiB - 10), 15), std::nullopt},
      {"payloads", repeated(tiny, 1'200'000 * tiny.size()), Errc::too_many_payloads},
      {"as many payloads as may be", repeated(tiny, (128U << 10) * tiny.size()), std::nullopt},
      {"one more", repeated(tiny, ((128U << 10) + 1) * tiny.size()), Errc::too_many_payloads},
      {"as many and a field", joined(repeated(tiny, (128U << 10) * tiny.size()), one_field(Octets(12 * kMiB), 15)),
       std::nullopt},
      {"empty payloads", fields("0A00", 16 * kMiB), Errc::too_many_payloads},
      {"unknown fields", fields("7A00", 16 * kMiB), Errc::too_many_payloads},
      {"fields of a payload", one_field(fields("7A00", 15 * kMiB), 1), Errc::too_many_payloads},
      {"groups", fields("7B7C", 16 * kMiB), Errc::too_many_payloads},
      {"CRCs", fields("1000", 16 * kMiB), Errc::too_many_payloads},
      {"packed CRCs", one_field(Octets(15 * kMiB), 2), Errc::too_many_payloads},
      {"a megabyte that is hard to compress",
       joined(one_field(hard_octets(kMiB - 150'000), 15),
              joined(repeated(tiny, (128U << 10) * tiny.size()), one_field(Octets(23 * kMiB), 15))),
       std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const Octets body = compressed(c.body);
      REQUIRE(body.size() < kMiB);
      Allocations::reset();
      {
        engine::DecodedContainer decoded({});
        decoded.decode({.header = {2, kFlagZlib, static_cast<std::uint32_t>(body.size())}, .body = body});
        CHECK((decoded.outcome ? std::nullopt : std::optional(decoded.outcome.error().code)) == c.want);
        decoded.bodies.release();
        // What is kept for the next one.
        CHECK(Allocations::since_reset().live <= 10 * kMiB);
      }
      CHECK(Allocations::since_reset().peak <= 48 * kMiB);
    }
  }
}

TEST_CASE("Reassembler: the memory of complete messages is limited") {
  const Octets body = body_of("abc");
  Allocations::reset();
  Joiner joiner;
  for (std::uint32_t id = 0; id < 20'000; ++id) joiner.add({id, 0, 0, body, stored_crc(body)});
  CHECK(joiner.pending() == 0);
  CHECK(Allocations::since_reset().live < 1 << 20);
}

TEST_CASE("SequenceTracker: a flood of sequence ids stays within the memory limit") {
  Allocations::reset();
  SequenceTracker tracker(1000);
  for (std::uint64_t id = 0; id < 100'000; ++id) tracker.update({}, id, 0, {});
  CHECK(Allocations::since_reset().peak < 1000 * 512);
}

}  // namespace nmsgxx::test

#include "nmsgxx/decoder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "container/build.hpp"
#include "container/describe.hpp"
#include "support/random.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::test {
namespace {

constexpr Header kPlain{2, 0, 0};
constexpr Header kZlib{2, kFlagZlib, 0};

// A compressed body that claims to inflate to `claimed` bytes.
Octets compressed(Bytes body, std::size_t claimed) {
  wire::Deflater deflater(wire::Deflater::kFastLevel);
  Octets stream(deflater.bound(body.size()));
  stream.resize(deflater.deflate(body, stream));
  ProtoWriter out;
  for (int shift = 24; shift >= 0; shift -= 8) out.octet(static_cast<unsigned>(claimed >> shift & 0xFF));
  return out.raw(stream).message();
}

// Returns an empty text if the body is accepted.
std::string_view error_of(ContainerDecoder& decoder, const Header& header, Bytes body) {
  const auto view = decoder.decode(header, body, {}, {});
  return view ? "" : to_string(view.error().code);
}

}  // namespace

TEST_CASE("ContainerDecoder: rejects invalid bodies and decodes a valid one afterwards") {
  const Octets body = body_of(std::string(500, 'x'));
  const Octets good = compressed(body, body.size());
  struct Case {
    const char* name;
    Header header;
    Octets body;
    std::optional<Errc> want;
  };
  const Case cases[] = {
      {"nothing", kPlain, {}, std::nullopt},
      {"no payloads, compressed", kZlib, compressed({}, 0), std::nullopt},
      {"undefined flags", {2, 0xFC, 0}, body, std::nullopt},
      {"not compressed, with the flag: a size of 160 MiB", kZlib, body, Errc::too_large},
      {"compressed, without the flag", kPlain, good, Errc::bad_field},
      {"compressed twice", kZlib, compressed(good, good.size()), Errc::bad_field},
      {"the flag on nothing", kZlib, {}, Errc::bad_zlib},
      {"half a size", kZlib, Octets(2), Errc::bad_zlib},
      {"three quarters of a size", kZlib, Octets(3), Errc::bad_zlib},
      {"a size and no stream", kZlib, Octets(4), Errc::bad_zlib},
      {"more than a stream of its length can hold", kZlib, compressed(body, 30'000), Errc::bad_zlib},
      {"one byte too many", kZlib, compressed(body, body.size() + 1), Errc::bad_zlib},
      {"one byte too few", kZlib, compressed(body, body.size() - 1), Errc::bad_zlib},
      {"above the bound", kZlib, compressed(body, 40'001), Errc::too_large},
      {"4 GiB - 1", kZlib, compressed(body, 0xFFFFFFFF), Errc::too_large},
      {"a bomb at the bound", kZlib, compressed(Octets(40'000), 40'000), Errc::bad_field},
      {"a bomb above the bound", kZlib, compressed(Octets(40'001), 40'001), Errc::too_large},
      {"not protobuf", kPlain, Octets(40, std::byte{0x57}), Errc::bad_wire_type},
  };
  ContainerDecoder decoder({.inflated_octets = 40'000});
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(error_of(decoder, c.header, c.body) == (c.want ? to_string(*c.want) : ""));
      const auto view = decoder.decode(kZlib, good, {}, {});
      REQUIRE((view && *view));
      CHECK(describe(**view) == describe(ContainerView::parse(body).value()));
    }
  }
}

TEST_CASE("BodyDecoder: limits the inflated size by the size of the body") {
  constexpr std::size_t kMiB = 1 << 20;
  // A field of noise, which does not compress, and one of nothing.
  Random random(3);
  const auto body = [&random](std::size_t noise_size, std::size_t size) {
    const Octets hard = ProtoWriter().bytes(15, noise(random, noise_size)).message();
    return joined(hard, ProtoWriter().bytes(15, Octets(size - hard.size() - 5)).message());
  };
  struct Case {
    const char* name;
    Octets body;
    DecodeLimits limits;
    std::optional<Errc> want;
  };
  const Case cases[] = {
      {"16 MiB at any ratio", body(0, 16 * kMiB), {}, std::nullopt},
      {"more at more than 32 to 1", body(600'000, 24 * kMiB), {}, Errc::too_large},
      {"more at less", body(900'000, 24 * kMiB), {}, std::nullopt},
      {"more at what is allowed", body(600'000, 24 * kMiB), {.inflated_ratio = 64}, std::nullopt},
      {"32 MiB at 16 to 1", body(2 * kMiB, 32 * kMiB), {}, std::nullopt},
      {"more than that", body(2 * kMiB, 33 * kMiB), {}, Errc::too_large},
      {"more than that, allowed", body(2 * kMiB, 33 * kMiB), {.inflated_octets = 33 * kMiB}, std::nullopt},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      ContainerDecoder decoder(c.limits);
      CHECK(error_of(decoder, kZlib, compressed(c.body, c.body.size())) == (c.want ? to_string(*c.want) : ""));
    }
  }
}

TEST_CASE("BodyDecoder: limits the number of payloads, compressed or not") {
  const Octets payload = body_of("");
  constexpr std::size_t kMost = 100;
  for (const std::size_t count : {kMost, kMost + 1}) {
    CAPTURE(count);
    Octets body;
    for (std::size_t n = 0; n < count; ++n) body = joined(std::move(body), payload);
    ContainerDecoder decoder({.payloads = kMost});
    const std::string_view want = count == kMost ? "" : to_string(Errc::too_many_payloads);
    CHECK(error_of(decoder, kPlain, body) == want);
    CHECK(error_of(decoder, kZlib, compressed(body, body.size())) == want);
  }
}

TEST_CASE("BodyDecoder: decoders wait for each other if their large bodies exceed the limit together") {
  constexpr std::size_t kMiB = 1 << 20;
  const DecodeLimits limits{.inflating_octets = 5 * kMiB};
  const Octets two = ProtoWriter().bytes(15, Octets(2 * kMiB - 5)).message();
  const Octets large = compressed(two, two.size());
  BodyDecoder first(limits), second(limits), third(limits);
  CHECK(BodyDecoder::large(kZlib, large));
  const std::uint64_t waits = BodyDecoder::waits();
  CHECK(first.decode(kZlib, large).has_value());
  CHECK(second.decode(kZlib, large).has_value());
  // A small one never waits.
  const Octets small = compressed(body_of("abc"), body_of("abc").size());
  CHECK(!BodyDecoder::large(kZlib, small));
  CHECK(third.decode(kZlib, small).has_value());
  CHECK(BodyDecoder::waits() == waits);

  std::atomic<bool> done = false;
  std::jthread waiting([&] {
    CHECK(third.decode(kZlib, large).has_value());
    done = true;
  });
  while (BodyDecoder::waits() == waits) std::this_thread::yield();
  CHECK(!done);
  SUBCASE("the first gives its room back") {
    first.release();
  }
  SUBCASE("the first goes on with a small one") {
    CHECK(first.decode(kZlib, small).has_value());
  }
  SUBCASE("the first goes") {
    const BodyDecoder gone = std::move(first);
  }
  waiting.join();
  CHECK(done);
}

TEST_CASE("ContainerDecoder: the view of an uncompressed body points into that body") {
  const Octets body = body_of("abc");
  ContainerDecoder decoder({});
  const auto view = decoder.decode(kPlain, body, {}, {});
  REQUIRE((view && *view));
  CHECK((*view)->body().data() == body.data());
  CHECK((*view)->begin()->bytes.data() > body.data());
  CHECK((*view)->begin()->bytes.data() < body.data() + body.size());
}

TEST_CASE("ContainerDecoder: continues after a move") {
  const Octets body = body_of("abc");
  const Octets first = fragment({.last = 1, .octets = Bytes(body).first(5)});
  const Octets second = fragment({.current = 1, .last = 1, .octets = Bytes(body).subspan(5)});
  ContainerDecoder before({});
  CHECK(error_of(before, {2, kFlagFragment, 0}, first) == "");
  ContainerDecoder after(std::move(before));
  CHECK(after.pending_fragments() == 1);
  const auto view = after.decode({2, kFlagFragment, 0}, second, {}, {});
  REQUIRE((view && *view));
  CHECK((*view)->size() == 1);
}

}  // namespace nmsgxx::test

#include "wire/zlib.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <functional>
#include <vector>

#include "support/octets.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// zlib itself, whichever library the build uses.  `window_bits` is that of deflateInit2: 15 for a zlib stream, negative for raw
// deflate, 31 for gzip.
Octets reference_deflate(Bytes bytes, int level = 6, int window_bits = 15, std::string_view dictionary = {}) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  if (!dictionary.empty()) {
    deflateSetDictionary(&z, reinterpret_cast<const Bytef*>(dictionary.data()), static_cast<uInt>(dictionary.size()));
  }
  Octets out(deflateBound(&z, bytes.size()) + 32);
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

Octets reference_inflate(Bytes stream, std::size_t size) {
  Octets out(size + 1);
  uLongf written = out.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(out.data()), &written, reinterpret_cast<const Bytef*>(stream.data()),
                     stream.size()) == Z_OK);
  out.resize(written);
  return out;
}

Octets deflated(wire::Deflater& deflater, Bytes bytes) {
  Octets room(deflater.bound(bytes.size()));
  const std::size_t size = deflater.deflate(bytes, room);
  REQUIRE(size <= room.size());
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size)};
}

bool inflates(wire::Inflater& inflater, const Octets& stream, Bytes want) {
  Octets out(want.size());
  return inflater.inflate(stream, out) && std::equal(out.begin(), out.end(), want.begin());
}

// From data that cannot be compressed to data that compresses to almost nothing.
std::vector<Octets> contents() {
  Random random(5);
  std::vector<Octets> out;
  for (const std::size_t size : {0U, 1U, 2U, 100U, 4096U, 65535U, 65536U, 1U << 20}) {
    out.push_back(noise(random, size));
    out.emplace_back(size, std::byte{'n'});
    Octets mixed = noise(random, size);
    for (std::byte& b : mixed) b &= std::byte{0x03};
    out.push_back(mixed);
  }
  return out;
}

const Octets kContent = [] {
  Random random(6);
  Octets out = noise(random, 300);
  for (std::byte& b : out) b &= std::byte{0x1F};
  return out;
}();

}  // namespace

TEST_CASE("Inflater and Deflater: exchange streams with zlib") {
  wire::Deflater deflater;
  wire::Inflater inflater;
  for (const Octets& content : contents()) {
    CAPTURE(content.size());
    const Octets ours = deflated(deflater, content);
    CHECK(reference_inflate(ours, content.size()) == content);
    CHECK(inflates(inflater, ours, content));
    for (const int level : {0, 1, 6, 9}) CHECK(inflates(inflater, reference_deflate(content, level), content));
  }
}

TEST_CASE("Inflater: accepts a small window and bytes after the stream") {
  wire::Inflater inflater;
  CHECK(inflates(inflater, reference_deflate(kContent, 6, 9), kContent));
  CHECK(inflates(inflater, joined(reference_deflate(kContent), as_bytes("tail")), kContent));
}

TEST_CASE("Inflater: rejects invalid streams and inflates a valid one afterwards") {
  const Octets good = reference_deflate(kContent);
  struct Case {
    const char* name;
    std::function<Octets()> stream;
    std::size_t size = kContent.size();
  };
  const auto changed = [&](std::size_t at, unsigned mask) {
    Octets out = good;
    out[at] ^= static_cast<std::byte>(mask);
    return out;
  };
  const Case cases[] = {
      {"nothing", [] { return Octets{}; }},
      {"nothing, of size 0", [] { return Octets{}; }, 0},
      {"one byte too many is claimed", [&] { return good; }, kContent.size() + 1},
      {"one byte too few is claimed", [&] { return good; }, kContent.size() - 1},
      {"nothing is claimed", [&] { return good; }, 0},
      {"the method is not deflate", [&] { return changed(0, 0x01); }},
      {"the window is above 32 KiB", [&] { return changed(0, 0x80); }},
      {"the header's check bits", [&] { return changed(1, 0x01); }},
      {"Adler-32, first octet", [&] { return changed(good.size() - 4, 0x80); }},
      {"Adler-32, last octet", [&] { return changed(good.size() - 1, 0x01); }},
      {"a dictionary", [] { return reference_deflate(kContent, 6, 15, "dictionary"); }},
      {"raw deflate", [] { return reference_deflate(kContent, 6, -15); }},
      {"gzip", [] { return reference_deflate(kContent, 6, 31); }},
      {"two streams, each with one half",
       [] { return joined(reference_deflate(Bytes(kContent).first(150)), reference_deflate(Bytes(kContent).subspan(150))); }},
      {"garbage", [] { return Octets(40, std::byte{0x55}); }},
  };
  wire::Inflater inflater;
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      Octets out(c.size);
      CHECK_FALSE(inflater.inflate(c.stream(), out));
      CHECK(inflates(inflater, good, kContent));
    }
  }
}

TEST_CASE("Inflater: rejects a stream truncated anywhere") {
  const Octets good = reference_deflate(kContent);
  wire::Inflater inflater;
  Octets out(kContent.size());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    const Octets cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(inflater.inflate(cut, out));
  }
}

TEST_CASE("Inflater: damaged streams do not write out of bounds") {
  Random random(7);
  wire::Inflater inflater;
  const Octets good = reference_deflate(kContent);
  std::size_t taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    Octets out(below(random, 2 * kContent.size()));
    taken += inflater.inflate(mutated(random, good), out);
  }
  CHECK(taken < 100);
  CHECK(inflates(inflater, good, kContent));
}

}  // namespace nmsgxx::test

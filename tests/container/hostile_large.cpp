#include <functional>

#include "container/build.hpp"
#include "container/hostile.hpp"
#include "nmsgxx/header.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::test {
namespace {

constexpr std::size_t kBomb = 40 << 20;

// Of three payloads.
Octets good() {
  const Octets body = body_of("good");
  return container(joined(joined(body, body), body));
}

Octets big_endian(std::size_t number) {
  ProtoWriter out;
  for (int shift = 24; shift >= 0; shift -= 8) out.octet(static_cast<unsigned>(number >> shift & 0xFF));
  return out.message();
}

// A compressed container, and a valid one after it.
Octets bomb(const Octets& body, std::size_t claimed) {
  wire::Deflater deflater(wire::Deflater::kFastLevel);
  Octets stream(deflater.bound(body.size()));
  stream.resize(deflater.deflate(body, stream));
  return joined(container(joined(big_endian(claimed), stream), kFlagZlib), good());
}

Octets list(const std::vector<Octets>& datagrams) {
  Octets out;
  for (const Octets& one : datagrams) out = joined(joined(std::move(out), big_endian(one.size())), one);
  return out;
}

Octets fragment_flood() {
  const Octets piece(900, std::byte{'y'});
  std::vector<Octets> datagrams;
  for (std::uint32_t id = 0; id < 600; ++id) datagrams.push_back(container(fragment({id, 0, 3, piece, id}), kFlagFragment));
  datagrams.push_back(good());
  return list(datagrams);
}

Octets sequence_flood() {
  std::vector<Octets> datagrams;
  for (std::uint64_t n = 0; n < 800; ++n) {
    datagrams.push_back(container(ProtoWriter().raw(body_of("x")).varint(3, 0).varint(4, n << 40 | 5).message()));
  }
  return list(datagrams);
}

// Of 65,507 bytes.
Octets largest_datagram() {
  Octets datagram = container(body_of(std::string(65'473, 'x')));
  return list({datagram});
}

struct Made {
  std::string_view input;
  std::function<Octets()> make;
};

const Made kMade[] = {
    {"zlib-bomb.nmsg", [] { return bomb(Octets(kBomb), kBomb); }},
    {"zlib-bomb-quiet.nmsg", [] { return bomb(repeated(unhex("0A"), kBomb), 1000); }},
    {"zlib-bomb-fields.nmsg", [] { return bomb(repeated(unhex("0A00"), kBomb), kBomb); }},
    {"group-deep.nmsg", [] { return joined(container(joined(repeated(unhex("4B"), 20'000), body_of("deep"))), good()); }},
    {"frag-flood.dgrams", fragment_flood},
    {"seq-flood.dgrams", sequence_flood},
    {"dgram-65507.dgrams", largest_datagram},
};

}  // namespace

std::optional<Octets> made_hostile(std::string_view input) {
  for (const Made& made : kMade) {
    if (made.input == input) return made.make();
  }
  return std::nullopt;
}

}  // namespace nmsgxx::test

#include "container/odd_messages.hpp"

#include <algorithm>
#include <vector>

#include "support/proto_writer.hpp"

namespace nmsgxx::test {
namespace {

using Fields = std::vector<Octets>;

std::size_t width(Random& random, std::size_t most) {
  return one_in(random, 10) ? 1 + below(random, most) : 1;
}

Octets varint(Random& random, std::uint32_t number, std::uint64_t value) {
  return ProtoWriter().key(number, 0, width(random, 5)).bare_varint(value, width(random, 10)).message();
}

Octets bytes(Random& random, std::uint32_t number, Bytes value) {
  return ProtoWriter().key(number, 2, width(random, 5)).bare_varint(value.size(), width(random, 5)).raw(value).message();
}

// Any wire type under any number, known numbers included.
Octets odd_field(Random& random) {
  const auto number = static_cast<std::uint32_t>(1 + below(random, one_in(random, 2) ? 12 : 1'000));
  switch (below(random, 5)) {
    case 0: return varint(random, number, any_number(random));
    case 1: return ProtoWriter().fixed64(number, random()).message();
    case 2: return ProtoWriter().fixed32(number, static_cast<std::uint32_t>(random())).message();
    case 3: return ProtoWriter().group(number, varint(random, 1, 1)).message();
    default: return bytes(random, number, noise(random, below(random, 6)));
  }
}

Octets assembled(Random& random, Fields fields) {
  if (one_in(random, 3)) fields.push_back(odd_field(random));
  if (one_in(random, 4)) fields.push_back(fields[below(random, fields.size())]);
  if (one_in(random, 3)) std::shuffle(fields.begin(), fields.end(), random);
  if (one_in(random, 20)) fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(below(random, fields.size())));
  Octets out;
  for (const Octets& field : fields) out = joined(std::move(out), field);
  return out;
}

// Half of them begin as all the world's payloads do.
Octets odd_payload(Random& random) {
  const bool usual = one_in(random, 2);
  const auto small = [&](std::uint64_t value) { return usual ? value & 0x7F : value; };
  const std::uint64_t time = usual ? 1'700'000'000 : any_number(random);
  Fields fields = {varint(random, 1, small(any_number(random))), varint(random, 2, small(any_number(random))),
                   varint(random, 3, time), ProtoWriter().fixed32(4, static_cast<std::uint32_t>(random())).message()};
  if (!one_in(random, 8)) fields.push_back(bytes(random, 5, noise(random, below(random, 200) >> below(random, 8))));
  for (const std::uint32_t number : {7U, 8U, 9U}) {
    if (one_in(random, 3)) fields.push_back(varint(random, number, any_number(random)));
  }
  return assembled(random, std::move(fields));
}

}  // namespace

Octets odd_body(Random& random) {
  Fields fields;
  for (std::size_t n = below(random, 5); n > 0; --n) fields.push_back(bytes(random, 1, odd_payload(random)));
  for (std::size_t n = below(random, 5); n > 0; --n) {
    ProtoWriter packed;
    for (std::size_t k = below(random, 4); k > 0; --k) packed.bare_varint(any_number(random), width(random, 10));
    fields.push_back(one_in(random, 4) ? bytes(random, 2, packed.message()) : varint(random, 2, any_number(random)));
  }
  if (one_in(random, 2)) fields.push_back(varint(random, 3, any_number(random)));
  fields.push_back(varint(random, 4, any_number(random)));
  return assembled(random, std::move(fields));
}

Octets odd_fragment(Random& random) {
  Fields fields;
  for (const std::uint32_t number : {1U, 2U, 3U}) fields.push_back(varint(random, number, any_number(random)));
  fields.push_back(bytes(random, 4, noise(random, below(random, 50))));
  if (one_in(random, 2)) fields.push_back(varint(random, 5, any_number(random)));
  return assembled(random, std::move(fields));
}

}  // namespace nmsgxx::test

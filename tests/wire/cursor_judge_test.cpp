#include <doctest/doctest.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include "support/octets.hpp"
#include "support/proto_writer.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"
#include "wire/cursor.hpp"

using google::protobuf::Empty;
using google::protobuf::UnknownField;

namespace nmsgxx::test {
namespace {

bool same(const UnknownField& theirs, const wire::Field& ours) {
  if (theirs.number() != static_cast<int>(ours.number)) return false;
  switch (theirs.type()) {
    case UnknownField::TYPE_VARINT: return ours.type == wire::WireType::varint && ours.value == theirs.varint();
    case UnknownField::TYPE_FIXED64: return ours.type == wire::WireType::fixed64 && ours.value == theirs.fixed64();
    case UnknownField::TYPE_FIXED32: return ours.type == wire::WireType::fixed32 && ours.value == theirs.fixed32();
    case UnknownField::TYPE_LENGTH_DELIMITED: {
      const Bytes bytes = as_bytes(theirs.length_delimited());
      return ours.type == wire::WireType::bytes && std::equal(bytes.begin(), bytes.end(), ours.bytes.begin(), ours.bytes.end());
    }
    default: return ours.type == wire::WireType::group_start;
  }
}

/// Compares the cursor with the protobuf library, to which all fields of an Empty are unknown.
struct Judge {
  std::size_t accepted = 0;
  std::size_t rejected = 0;

  void compare(const Octets& bytes) {
    const bool theirs = library_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    const Octets exact(bytes);  // on the heap without spare capacity, so that a sanitizer finds reads beyond the end
    wire::Cursor cursor(exact);
    wire::Field field;
    bool ours = true;
    bool equal = true;
    int count = 0;
    while (ours && !cursor.done()) {
      ours = !cursor.next(field).has_value();
      if (!ours || !theirs) continue;
      equal = equal && count < unknown().field_count() && same(unknown().field(count), field);
      ++count;
    }
    if (ours != theirs) FAIL_CHECK("the cursor " << (ours ? "accepts " : "rejects ") << hex(bytes));
    if (ours && theirs && (!equal || count != unknown().field_count())) FAIL_CHECK("fields differ: " << hex(bytes));
    ++(theirs ? accepted : rejected);
  }

 private:
  const google::protobuf::UnknownFieldSet& unknown() const { return library_.GetReflection()->GetUnknownFields(library_); }

  Empty library_;
};

Octets random_message(Random& random, int depth = 0) {
  ProtoWriter out;
  for (std::size_t n = below(random, 6); n > 0; --n) {
    const auto number = static_cast<std::uint32_t>(1 + below(random, one_in(random, 4) ? (1U << 29) - 1 : 20));
    const std::size_t width = one_in(random, 4) ? below(random, 12) : 1;
    switch (below(random, depth < 4 ? 5 : 4)) {
      case 0: out.varint(number, any_number(random), width); break;
      case 1: out.fixed64(number, random()); break;
      case 2: out.fixed32(number, static_cast<std::uint32_t>(random())); break;
      case 3: out.bytes(number, noise(random, below(random, 20)), width < 6 ? width : 1); break;
      default: out.group(number, random_message(random, depth + 1)); break;
    }
  }
  return out.message();
}

}  // namespace

TEST_CASE("Cursor: accepts what the protobuf library accepts, with the same fields") {
  Random random(4);
  Judge judge;
  for (std::size_t i = 0; i < repetitions(50'000); ++i) judge.compare(noise(random, below(random, 12)));
  for (std::size_t i = 0; i < repetitions(50'000); ++i) {
    const auto message = random_message(random);
    judge.compare(message);
    judge.compare(mutated(random, message));
  }
  for (const int depth : {99, 100, 101}) {
    ProtoWriter groups;
    for (int i = 0; i < depth; ++i) groups.key(7, 3);
    for (int i = 0; i < depth; ++i) groups.key(7, 4);
    judge.compare(groups.message());
  }
  MESSAGE(judge.accepted << " accepted, " << judge.rejected << " rejected");
  CHECK(judge.accepted > repetitions(30'000));
  CHECK(judge.rejected > repetitions(30'000));
}

}  // namespace nmsgxx::test

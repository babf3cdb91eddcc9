#include <doctest/doctest.h>

#include "container/build.hpp"
#include "container/judge.hpp"
#include "container/odd_messages.hpp"
#include "container/payloads.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

/// Puts many messages before the judge.
struct Trial {
  Verdict (*judge)(const Octets&);
  std::size_t accepted = 0;
  std::size_t rejected = 0;

  void hear(const Octets& body) {
    const Verdict verdict = judge(body);
    if (!verdict.difference.empty()) FAIL_CHECK(verdict.difference << ": " << hex(body));
    ++(verdict.accepted ? accepted : rejected);
  }
};

Octets groups(int depth) {
  ProtoWriter out;
  for (int i = 0; i < depth; ++i) out.key(9, 3);
  for (int i = 0; i < depth; ++i) out.key(9, 4);
  return out.message();
}

Octets payload_with(Bytes unknown) {
  return ProtoWriter().bytes(1, joined(logline({}), unknown)).message();
}

}  // namespace

TEST_CASE("ContainerView: accepts what the protobuf library accepts, with the same payloads") {
  Random random(61);
  Trial trial{judge_container};
  for (std::size_t i = 0; i < repetitions(30'000); ++i) trial.hear(noise(random, below(random, 16)));
  for (std::size_t i = 0; i < repetitions(25'000); ++i) {
    const Octets body = odd_body(random);
    trial.hear(body);
    trial.hear(mutated(random, body));
  }
  for (std::size_t i = 0; i < repetitions(10'000); ++i) {
    std::vector<OwnedPayload> payloads;
    for (std::size_t n = below(random, 4); n > 0; --n) payloads.push_back(random_payload(random, below(random, 40)));
    const std::string message = message_of(payloads).SerializeAsString();
    const Bytes body = as_bytes(message);
    trial.hear({body.begin(), body.end()});
    trial.hear(mutated(random, {body.begin(), body.end()}));
  }
  MESSAGE(trial.accepted << " accepted, " << trial.rejected << " rejected");
  CHECK(trial.accepted > repetitions(30'000));
  CHECK(trial.rejected > repetitions(30'000));
}

// What every writer sends is read in a way of its own, which must not take what only looks like it.
TEST_CASE("ContainerView: agrees with the protobuf library on canonical payloads with changed bits") {
  const Octets usual = ProtoWriter().bytes(1, logline(as_bytes("a payload"))).varint(2, 7).message();
  constexpr std::size_t kBits = 8 * 24;
  Trial trial{judge_container};
  for (std::size_t first = 0; first < kBits; ++first) {
    for (std::size_t second = first; second < kBits; ++second) {
      Octets body = usual;
      body[first / 8] ^= static_cast<std::byte>(1U << first % 8);
      if (second != first) body[second / 8] ^= static_cast<std::byte>(1U << second % 8);
      trial.hear(body);
    }
  }
  CHECK(trial.accepted > 4'000);
}

TEST_CASE("FragmentView: accepts what the protobuf library accepts, with the same fields") {
  Random random(62);
  Trial trial{judge_fragment};
  for (std::size_t i = 0; i < repetitions(5'000); ++i) trial.hear(noise(random, below(random, 24)));
  for (std::size_t i = 0; i < repetitions(10'000); ++i) {
    const Octets body = odd_fragment(random);
    trial.hear(body);
    trial.hear(mutated(random, body));
  }
  MESSAGE(trial.accepted << " accepted, " << trial.rejected << " rejected");
  CHECK(trial.accepted > repetitions(5'000));
  CHECK(trial.rejected > repetitions(5'000));
}

TEST_CASE("ContainerView: known differences from the protobuf library") {
  struct Case {
    const char* name;
    Octets body;
    std::string_view difference;
  };
  const Case cases[] = {
      {"100 groups in one another", groups(100), ""},
      {"101 groups", groups(101), ""},
      {"99 groups in a payload", payload_with(groups(99)), ""},
      // The library counts the payload as another level; the cursor does not know what contains it.
      {"100 groups in a payload", payload_with(groups(100)), "accepted"},
      {"101 groups in a payload", payload_with(groups(101)), ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(judge_container(c.body).difference == c.difference);
    }
  }
}

}  // namespace nmsgxx::test

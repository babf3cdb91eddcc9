#include "container/packer.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "container/payloads.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx::test {
namespace {

constexpr MessageType kType{1, 5};

/// Bodies of the containers that were filled, as many as are taken.
class Bodies final : public container::FilledSink {
 public:
  explicit Bodies(std::size_t most = 1'000'000) : most_(most) {}

  Result<void> take(container::Filled& filled) override {
    if (all.size() == most_) return fail(Errc::system, 0, "chosen to fail");
    const Bytes body = filled.octets.bytes().subspan(kHeaderSize);
    all.emplace_back(body.begin(), body.end());
    return {};
  }

  std::vector<Octets> all;

 private:
  std::size_t most_;
};

/// Some payloads have canonical heads, as all have in a capture.
std::vector<OwnedPayload> small_payloads(Random& random, std::size_t count) {
  std::vector<OwnedPayload> out;
  while (out.size() < count) {
    OwnedPayload payload = random_payload(random, below(random, container::PayloadRun::kSmallMax + 1));
    payload.head.type = kType;
    payload.head.has_bytes = true;
    if (!one_in(random, 4)) payload.head.time_sec = 1700000000;
    out.push_back(std::move(payload));
  }
  return out;
}

container::PayloadRun run_of(const std::vector<OwnedPayload>& payloads) {
  std::vector<PayloadView> views;
  for (const OwnedPayload& payload : payloads) views.push_back(payload.view());
  container::PayloadRun out;
  out.add_small(kType, views, [&](const auto& add) {
    for (std::size_t i = 0; i < views.size(); ++i) {
      add(i, [&](std::byte* at) { return std::ranges::copy(payloads[i].octets, at).out; });
    }
  });
  return out;
}

}  // namespace

TEST_CASE("Packer: packs a run as if its payloads were added one by one") {
  for (const std::size_t limit : {std::size_t{512}, std::size_t{1280}, std::size_t{8192}, kLimitMax}) {
    for (const bool unbuffered : {false, true}) {
      CAPTURE(limit);
      CAPTURE(unbuffered);
      Random random(limit);
      const WriterOptions options{.limit = limit, .unbuffered = unbuffered};
      Bodies want, got;
      container::Packer one_by_one(options, want), at_once(options, got);
      for (int i = 0; i < 20; ++i) {
        const auto payloads = small_payloads(random, below(random, 300));
        for (const OwnedPayload& payload : payloads) REQUIRE(one_by_one.add(payload.view()).has_value());
        REQUIRE(at_once.add(run_of(payloads)).has_value());
      }
      REQUIRE(one_by_one.flush().has_value());
      REQUIRE(at_once.flush().has_value());
      CHECK(got.all.size() == at_once.containers());
      CHECK((got.all == want.all));
    }
  }
}

TEST_CASE("Packer: stops in a run when the sink fails") {
  Random random(1);
  const auto payloads = small_payloads(random, 200);
  for (const bool unbuffered : {false, true}) {
    CAPTURE(unbuffered);
    Bodies three(3);
    container::Packer packer({.limit = kLimitMin, .unbuffered = unbuffered}, three);
    CHECK_FALSE(packer.add(run_of(payloads)).has_value());
    CHECK(packer.containers() == 3);
    CHECK(packer.empty());
  }
}

}  // namespace nmsgxx::test

#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/decoded_container.hpp"
#include "fuzz/forms.hpp"
#include "fuzz/steps.hpp"
#include "support/allocations.hpp"
#include "text/text.hpp"

namespace nmsgxx::fuzz {

/// What the text of an input may cost: so much for any, and so much for each of its bytes.
struct CostBound {
  std::uint64_t base;
  std::uint64_t per_byte;
  std::uint64_t of(std::size_t size) const noexcept { return base + per_byte * size; }
};

inline constexpr CostBound kAllocatedBound{512 << 10, 160};  // bytes, in all
inline constexpr CostBound kStepsBound{20'000, 60};

/// Remembers the input that comes nearest to each bound and prints both at the end.
class Worst {
 public:
  ~Worst() {
    std::fprintf(stderr, "worst: %llu bytes allocated for %zu, %llu steps for %zu\n",
                 static_cast<unsigned long long>(allocated_.cost), allocated_.size,
                 static_cast<unsigned long long>(steps_.cost), steps_.size);
  }
  void see(std::size_t size, std::uint64_t allocated, std::uint64_t ran) noexcept {
    allocated_.see(size, allocated, kAllocatedBound);
    steps_.see(size, ran, kStepsBound);
  }

 private:
  struct Case {
    std::uint64_t cost = 0;
    std::size_t size = 0;
    double share = 0;
    void see(std::size_t of, std::uint64_t spent, const CostBound& bound) noexcept {
      const double now = static_cast<double>(spent) / static_cast<double>(bound.of(of));
      if (now > share) *this = {spent, of, now};
    }
  };
  Case allocated_;
  Case steps_;
};

class Discard final : public text::TextReceiver {
 public:
  void take(std::string_view) override {}
};

/// From a container's body, or from a message in one, to text: each way costs no more than its bounds.
///
/// An input is an octet and, by that, a body or a message of one of the types or of none.
template <class Record>
void check_cost(const std::uint8_t* data, std::size_t size, Record record) {
  static Worst worst;
  Input input(data, size);
  const std::uint32_t kind = input.number(1);
  const Bytes octets = input.rest();
  test::Allocations::reset();
  const std::uint64_t before = steps;
  {
    Discard discard;
    text::Text text(discard);
    const auto show = [&](const PayloadView& payload) {
      static_cast<void>(record.read(payload));
      record.append(payload, text);
    };
    if (kind < 0x80) {
      PayloadView payload{.time_sec = 1'700'000'000, .type = {9, 9}};
      if (kind % 32 < registry().all().size()) payload.type = schema_at(kind % 32).type();
      payload.has_bytes = true;
      payload.bytes = octets;
      show(payload);
    } else {
      engine::DecodedContainer decoded({});
      decoded.decode({.header = {2, 0, static_cast<std::uint32_t>(octets.size())}, .body = octets});
      if (decoded.outcome) {
        for (const PayloadView& payload : decoded.payloads.payloads()) show(payload);
      }
    }
    text.finish();
  }
  const std::uint64_t ran = steps - before;
  const std::uint64_t allocated = test::Allocations::since_reset().bytes;
  worst.see(size, allocated, ran);
  if (allocated > kAllocatedBound.of(size)) std::fprintf(stderr, "%llu bytes\n", static_cast<unsigned long long>(allocated));
  if (ran > kStepsBound.of(size)) std::fprintf(stderr, "%llu steps\n", static_cast<unsigned long long>(ran));
  require(allocated <= kAllocatedBound.of(size), "an input takes no more memory than its bound");
  require(ran <= kStepsBound.of(size), "an input takes no more steps than its bound");
}

}  // namespace nmsgxx::fuzz

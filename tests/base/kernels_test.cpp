#include "base/kernels.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace nmsgxx::test {
namespace {

using base::InstructionSet;
using TestKernel = base::Kernel<int()>;

// No CPU supports both of the first two.
constexpr TestKernel kKernels[] = {{"neon", InstructionSet::neon, [] { return 3; }},
                                   {"sse42", InstructionSet::sse42, [] { return 2; }},
                                   {"portable", InstructionSet::portable, [] { return 1; }}};

std::span<const TestKernel> test_kernels() noexcept {
  return base::supported(kKernels);
}

}  // namespace

TEST_CASE("supported: begins with the first kernel that the CPU supports and ends with the portable one") {
  const auto kernels = test_kernels();
  REQUIRE(!kernels.empty());
  CHECK(base::cpu_supports(kernels.front().needs));
  CHECK(std::string(kernels.back().name) == "portable");
  for (std::size_t i = 0; i < std::size(kKernels) - kernels.size(); ++i) CHECK(!base::cpu_supports(kKernels[i].needs));
}

TEST_CASE("choose: takes the kernel that NMSGXX_KERNEL names, and the first one otherwise") {
  struct Case {
    const char* name;
    const char* requested;
    std::string want;
  };
  const std::string best = test_kernels().front().name;
  const Case cases[] = {
      {"not set", nullptr, best}, {"a supported kernel", "portable", "portable"}, {"another name", "none", best}};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      if (c.requested != nullptr) setenv("NMSGXX_KERNEL", c.requested, 1);
      CHECK(base::choose(test_kernels()).name == c.want);
      unsetenv("NMSGXX_KERNEL");
    }
  }
}

TEST_CASE("Dispatch: calls the chosen kernel, the first time and later") {
  CHECK(base::Dispatch<test_kernels>::call() == test_kernels().front()());
  CHECK(base::Dispatch<test_kernels>::call() == test_kernels().front()());
}

}  // namespace nmsgxx::test

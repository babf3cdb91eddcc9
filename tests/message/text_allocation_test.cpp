#include <doctest/doctest.h>

#include <filesystem>

#include "container/allocations.hpp"
#include "message/container_file.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/where.hpp"
#include "support.hpp"

namespace {

using nmsgxx::test::Allocations;
using nmsgxx::test::ContainerFile;

template <class Writer>
std::size_t allocations_of(Writer writer) {
  std::vector<std::unique_ptr<ContainerFile>> files;
  std::vector<nmsgxx::PayloadView> payloads;
  for (const auto& entry : std::filesystem::directory_iterator(nmsgxx::test::data_path("messages"))) {
    if (entry.path().extension() != ".nmsg") continue;
    files.push_back(std::make_unique<ContainerFile>(entry.path()));
    for (const auto& payload : std::as_const(*files.back()).payloads()) payloads.push_back(payload);
  }
  CHECK(payloads.size() > 700);
  std::string out;
  for (int warm = 0; warm < 2; ++warm) {
    out.clear();
    Allocations::reset();
    for (const auto& payload : payloads) (void)writer.append(payload, out);
  }
  return Allocations::since_reset().calls;
}

}  // namespace

TEST_CASE("conditions allocate nothing once warm") {
  struct Matcher {
    nmsgxx::WhereMatcher matcher;
    void append(const nmsgxx::PayloadView& payload, std::string&) { matcher.matches(payload); }
  };
  const nmsgxx::Registry registry;
  const auto condition = nmsgxx::Where::compile(
      "srcip in 10.0.0.0/8 || dstport in {53, 853} || qname under \"com\" || rdata contains \"a\" || response || time > 0",
      registry);
  REQUIRE(condition.has_value());
  CHECK(allocations_of(Matcher{nmsgxx::WhereMatcher(*condition)}) == 0);
}

TEST_CASE("texts allocate nothing once warm") {
  const nmsgxx::Registry registry;
  CHECK(allocations_of(nmsgxx::JsonWriter(registry)) == 0);
  CHECK(allocations_of(nmsgxx::PresentationWriter(registry, "\n")) == 0);
}

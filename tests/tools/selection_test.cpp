#include "selection.hpp"

#include <doctest/doctest.h>

#include "alias_files.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"
#include "usage_error.hpp"
#include "variable.hpp"

namespace nmsgxx::test {

using namespace tools;
using Words = std::vector<std::string>;

namespace {

const Registry& registry() {
  static const Registry all;
  return all;
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const UsageError& error) {
    return error.messages().front();
  }
  return {};
}

}  // namespace

TEST_CASE("selected_type: finds the type, whose vendor is base by default") {
  CHECK(selected_type({}, registry()) == nullptr);
  const MessageSchema* const packet = registry().find("base", "packet");
  REQUIRE(packet != nullptr);
  CHECK(selected_type({.type = "packet"}, registry()) == packet);
  CHECK(selected_type({.vendor = "base", .type = "packet"}, registry()) == packet);
}

TEST_CASE("selected_type: refuses with nmsgtool's words") {
  struct Case {
    const char* name;
    Options options;
    const char* refusal;
  };
  const Case cases[] = {
      {"a vendor without a type", {.vendor = "base"}, "usage error: -V requires -T"},
      {"an unknown vendor", {.vendor = "x", .type = "packet"}, "usage error: invalid vendor ID"},
      {"an unknown type", {.type = "x"}, "usage error: invalid message type"},
      {"a capture without a type", {.captures = {"in"}}, "usage error: reading presentation or pcap data requires -V, -T"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(refusal([&] { selected_type(c.options, registry()); }) == c.refusal);
    }
  }
}

TEST_CASE("selected_filters: marks the error in a condition") {
  try {
    selected_filters({.where = "srcport ==\n x"}, registry(), {});
    FAIL("the condition was accepted");
  } catch (const UsageError& error) {
    CHECK(error.messages().front().starts_with("usage error: --where, column 13: "));
    CHECK(error.context() == Words{"srcport ==  x", "            ^"});
  }
}

TEST_CASE("selected_filters: knows the module sample, by its name or its file") {
  static const char* const modules[] = {"sample,count=2", "/usr/lib/nmsg_flt1_sample.so,count=2",
                                        "nmsg_flt1_sample.so,random=0.5"};
  for (const char* const name : modules) {
    SUBCASE(name) {
      CHECK(selected_filters({.filters = {name}}, registry(), {}).size() == 1);
    }
  }
  SUBCASE("another module") {
    CHECK(refusal([] {
            selected_filters({.filters = {"./own.so"}}, registry(), {});
          }).starts_with("ERROR: unable to open module"));
  }
  SUBCASE("a bad parameter") {
    CHECK(refusal([] {
            selected_filters({.filters = {"sample"}}, registry(), {});
          }).starts_with("WARNING: module 'sample' init"));
  }
}

TEST_CASE("passes_undecided: reads the policy in any letter case") {
  CHECK(passes_undecided({}));
  CHECK(passes_undecided({.policy = "nonsense"}));  // is not looked at without a filter
  CHECK(passes_undecided({.filters = {"sample,count=1"}, .policy = "Accept"}));
  CHECK(!passes_undecided({.filters = {"sample,count=1"}, .policy = "drop"}));
  CHECK(refusal([] { passes_undecided({.filters = {"sample"}, .policy = "x"}); }) == "unknown filter policy 'x'");
}

TEST_CASE("attribution: is read from numbers and from the names of alias files") {
  const Folder folder;
  const std::string operators = folder.file("operators", as_bytes("7 north\n"));
  const std::string groups = folder.file("groups", as_bytes("9 night\n"));
  const Variable operator_file("NMSG_OPALIAS_FILE", operators.c_str());
  const Variable group_file("NMSG_GRALIAS_FILE", groups.c_str());
  const Aliases aliases = load_aliases();
  const nmsgxx::Attribution get =
      required_attribution({.get_source = "0xab", .get_operator = "North", .get_group = "011"}, aliases);
  CHECK(get.source_id == 0xab);
  CHECK(get.operator_id == 7);
  CHECK(get.group_id == 9);
  const nmsgxx::Attribution set = new_attribution({.set_group = "night"}, aliases);
  CHECK(!set.source_id);
  CHECK(!set.operator_id);
  CHECK(set.group_id == 9);
  CHECK(refusal([&] { required_attribution({.get_source = "0"}, aliases); }) == "usage error: invalid filter source ID");
  CHECK(refusal([&] { required_attribution({.get_operator = "south"}, aliases); }) ==
        "usage error: unknown filter operator name");
  CHECK(refusal([&] { new_attribution({.set_source = "north"}, aliases); }) == "usage error: invalid source ID");
  CHECK(refusal([&] { new_attribution({.set_group = "9x"}, aliases); }) == "usage error: unknown group name");
}

TEST_CASE("channel_sockets: collects the sockets of all lines of a channel") {
  const Folder folder;
  const std::string path =
      folder.file("channels", as_bytes("a 192.0.2.1/1 192.0.2.1/2\nb  tcp://192.0.2.1:1\n\na\t192.0.2.1/3\nempty\n"));
  const Variable file("NMSG_CHALIAS_FILE", path.c_str());
  CHECK(channel_sockets("a") == Words{"192.0.2.1/1", "192.0.2.1/2", "192.0.2.1/3"});
  CHECK(refusal([] { channel_sockets("b"); }) ==
        "usage error: channel alias appears to be a ZeroMQ endpoint: tcp://192.0.2.1:1");
  CHECK(
      refusal([] { channel_sockets("empty"); }).starts_with("usage error: channel alias lookup failed: no 'empty' in " + path));
  CHECK(refusal([] { channel_sockets("none"); }).starts_with("usage error: channel alias lookup failed: no 'none' in " + path));
}

}  // namespace nmsgxx::test

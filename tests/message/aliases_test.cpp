#include "nmsgxx/aliases.hpp"

#include <doctest/doctest.h>

#include "io/folder.hpp"

using nmsgxx::AliasTable;

TEST_CASE("names of numbers") {
  const nmsgxx::test::Folder folder;
  const std::string lines = "7 north\n0x8\tSouth and more\n010 west\nnot a line\n\n9 north\n7 centre\n0 nobody\n4294967296 far";
  const auto table = AliasTable::load(folder.file("aliases", std::as_bytes(std::span(lines))));
  REQUIRE(table.has_value());
  CHECK(table->name(7) == "centre");
  CHECK(table->name(8) == "west");
  CHECK(table->name(9) == "north");
  CHECK(table->name(10).empty());
  CHECK(table->number("North") == 9U);
  CHECK(table->number("CENTRE") == 7U);
  CHECK(!table->number("south"));
  CHECK(!table->number("nobody"));
  CHECK(!table->number("far"));
  CHECK(!table->number(""));
  CHECK(!AliasTable::load(folder.path("none")).has_value());
}

TEST_CASE("numbers of sources, operators and groups") {
  struct Case {
    std::string text;
    std::optional<std::uint32_t> want;
  };
  const Case cases[] = {{"10", 10},         {"0x1F", 31}, {"0X1f", 31}, {"017", 15}, {"0", 0},   {"4294967295", 4294967295},
                        {"4294967296", {}}, {"", {}},     {"0x", {}},   {"08", {}},  {"-1", {}}, {"1 ", {}},
                        {"+1", {}}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(nmsgxx::parse_number(c.text) == c.want);
  }
}

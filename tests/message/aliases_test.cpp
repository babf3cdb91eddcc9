#include "nmsgxx/aliases.hpp"

#include <doctest/doctest.h>

#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"
#include "support/folder.hpp"

using nmsgxx::Aliases;
using nmsgxx::AliasTable;

TEST_CASE("AliasTable: reads numbers and names from a file") {
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

TEST_CASE("JsonReader and PresentationWriter: use aliases of operators and groups") {
  const nmsgxx::test::Folder folder;
  const std::string lines = "7 north\n0 nobody\n";
  const auto table = AliasTable::load(folder.file("aliases", std::as_bytes(std::span(lines))));
  REQUIRE(table.has_value());
  const Aliases aliases{.operators = *table, .groups = *table};
  const nmsgxx::Registry registry;
  struct Case {
    std::string numbers;  // as JSON has them
    std::string presentation;
  };
  const Case cases[] = {
      {R"("operator":"North","group":"north",)", " [north] [north] \n"},
      {R"("operator":8,"group":7,)", " [8] [north] \n"},
      {R"("operator":"8","group":"south",)", " [8] [] \n"},
      {R"("operator":"nobody","group":0,)", " [] [] \n"},
  };
  nmsgxx::JsonReader reader(registry, &aliases);
  for (const Case& c : cases) {
    SUBCASE(c.numbers.c_str()) {
      const auto payload = reader.read('{' + c.numbers + R"("vname":"base","mname":"logline","message":{}})");
      REQUIRE(payload);
      std::string shown;
      nmsgxx::PresentationWriter(registry, "\n", &aliases).append(*payload, shown);
      CHECK(shown.find("[00000000]" + c.presentation) != std::string::npos);
    }
  }
}

TEST_CASE("parse_number: reads decimal, hexadecimal and octal numbers") {
  struct Case {
    std::string text;
    std::optional<std::uint32_t> want;
  };
  const Case cases[] = {{"10", 10},         {"0x1F", 31}, {"0X1f", 31}, {"017", 15}, {"0", 0},   {"4294967295", 4294967295},
                        {"4294967296", {}}, {"", {}},     {"0x", {}},   {"08", {}},  {"-1", {}}, {"1 ", {}},
                        {"+1", {}}};
  for (const Case& c : cases) {
    SUBCASE(c.text.c_str()) {
      CHECK(nmsgxx::parse_number(c.text) == c.want);
    }
  }
}

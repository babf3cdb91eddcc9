#include "option_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "commands.hpp"

namespace nmsgxx::test {

using namespace tools;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// How often the row of an option begins in a help text.
std::size_t times_shown(const std::string& help, const Option& row) {
  const std::string letter = row.letter == 0 ? "    " : std::string("-") + row.letter + ", ";
  const std::string dashed = letter + "--" + std::string(row.name);
  const std::string start = "\n  " + (row.kind == Kind::operand ? std::string(row.name) : dashed);
  std::size_t found = 0;
  // The name of an option may begin that of another.
  for (const char* const end : {" ", "\n", "["}) found += count(help, start + end);
  return found;
}

}  // namespace

TEST_CASE("option_table: gives each command unique letters and names") {
  for (const Command& command : commands()) {
    SUBCASE(std::string(command.name).c_str()) {
      std::set<char> letters;
      std::set<std::string_view> names;
      for (const Option& row : options_of(command.id)) {
        CAPTURE(row.name);
        CHECK(names.insert(row.name).second);
        if (row.letter != 0) CHECK(letters.insert(row.letter).second);
      }
    }
  }
}

TEST_CASE("option_table: gives each row a target of its kind") {
  for (const Section& section : option_table()) {
    for (const Option& row : section.rows) {
      CAPTURE(row.name);
      const bool has_target = !std::holds_alternative<std::monostate>(row.target);
      const bool wants_target = row.kind != Kind::help && row.kind != Kind::argument_file && row.details.needs.empty();
      CHECK(has_target == wants_target);
      CHECK(row.commands != 0);
      const bool takes_value = row.kind != Kind::flag && row.kind != Kind::level && row.kind != Kind::help;
      CHECK(row.value.empty() != takes_value);
      if (row.kind == Kind::list || row.kind == Kind::operand) {
        CHECK(std::holds_alternative<Member<std::vector<std::string>>>(row.target));
      }
      if (row.kind == Kind::level) CHECK(std::holds_alternative<Member<int>>(row.target));
      if (row.kind == Kind::seconds) CHECK(std::holds_alternative<Member<std::chrono::milliseconds>>(row.target));
      // An option that a variable stands in for can be absent.
      const bool optional = std::holds_alternative<Member<std::optional<std::string>>>(row.target);
      if (!row.details.environment.empty()) CHECK(optional);
    }
  }
}

TEST_CASE("help_text: shows every option once") {
  for (const Command& command : commands()) {
    SUBCASE(std::string(command.name).c_str()) {
      const std::string help = help_text(command, "program");
      for (const Option& row : options_of(command.id)) {
        CAPTURE(row.name);
        CHECK(times_shown(help, row) == (row.help.empty() ? 0 : 1));
      }
    }
  }
}

TEST_CASE("help_text: shows defaults and variables") {
  const std::string help = help_text(*find_command("tool"), "nmsgtool");
  CHECK(help.starts_with("Usage: nmsgtool [OPTION]...\n"));
  CHECK(count(help, "[default: 16M]") > 0);
  CHECK(count(help, "[env: NMSG_KICKER]") == 1);
  CHECK(count(help, "--stats SECONDS") == 1);
  CHECK(count(help, "Older spellings") == 0);
}

TEST_CASE("help_text: shows operands, required options and older spellings") {
  const std::string packet = help_text(*find_command("packet"), "nmsgxx packet");
  CHECK(packet.starts_with("Usage: nmsgxx packet [OPTION]... [INPUT]\n"));
  CHECK(count(packet, "--stats[=SECONDS]") == 1);
  CHECK(count(packet, "-j for --threads") == 1);
  CHECK(count(packet, "[env:") == 0);
  const std::string recover = help_text(*find_command("recover"), "nmsgxx recover");
  CHECK(recover.starts_with("Usage: nmsgxx recover [OPTION]... FILE... -w FILE\n"));
}

TEST_CASE("help_text: fits its width and ends with examples") {
  for (const Command& command : commands()) {
    SUBCASE(std::string(command.name).c_str()) {
      std::istringstream help(help_text(command, "nmsgxx " + std::string(command.name)));
      std::string last;
      for (std::string line; std::getline(help, line); last = line) {
        CAPTURE(line);
        CHECK(line.size() <= kHelpWidth);
        CHECK(!line.ends_with(' '));
      }
      CHECK(last == "  " + std::string(command.examples.back()));
    }
  }
}

TEST_CASE("overview_text: lists every command") {
  const std::string text = overview_text();
  for (const Command& command : commands()) {
    SUBCASE(std::string(command.name).c_str()) {
      CHECK(count(text, "\n  " + std::string(command.name) + ' ') == 1);
    }
  }
}

}  // namespace nmsgxx::test

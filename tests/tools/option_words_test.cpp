#include "option_words.hpp"

#include <doctest/doctest.h>

#include "usage_error.hpp"

namespace nmsgxx::test {

using namespace tools;
using Words = std::vector<std::string>;

namespace {

struct Case {
  const char* name;
  Words words;
  Words want;
};

struct Refusal {
  const char* name;
  Words words;
  Words problems;
};

const std::vector<Option>& rows() {
  static const std::vector<Option> all = options_of(kTool);
  return all;
}

}  // namespace

TEST_CASE("plain_words: translates nmsgtool's grammar") {
  static const Case cases[] = {
      {"no words", {}, {}},
      {"a letter and its value", {"-r", "in"}, {"--readnmsg=in"}},
      {"a long name and its value", {"--readnmsg", "in"}, {"--readnmsg=in"}},
      {"a value after =", {"--readnmsg=in"}, {"--readnmsg=in"}},
      {"a value after = of a letter", {"-r=in"}, {"--readnmsg=in"}},
      {"a value with a second =", {"-F=sample,count=2"}, {"--filter=sample,count=2"}},
      {"the value -", {"-r", "-"}, {"--readnmsg=-"}},
      {"grouped letters take their values in order", {"-rJc", "in", "-", "3"}, {"--readnmsg=in", "--writejson=-", "--count=3"}},
      {"flags among grouped letters", {"-rzd", "in"}, {"--zlibout", "--debug", "--readnmsg=in"}},
      {"= belongs to the last letter of a group", {"-zc=3"}, {"--zlibout", "--count=3"}},
      {"a value may follow other options", {"-r", "-z", "in"}, {"--zlibout", "--readnmsg=in"}},
      {"an abbreviation", {"--readn", "in"}, {"--readnmsg=in"}},
      {"a name that begins another one", {"--usage"}, {"--usage"}},
      {"a repeated option", {"-r", "a", "-r", "b"}, {"--readnmsg=a", "--readnmsg=b"}},
      {"a flag that is on", {"--mirror=yes"}, {"--mirror=true"}},
      {"a flag that is off", {"--mirror=no"}, {"--mirror=false"}},
      {"a flag with an empty value is off", {"--mirror="}, {"--mirror=false"}},
      {"a level", {"-dd", "-d=4"}, {"--debug", "--debug", "--debug=4"}},
      {"the digits at the front of a number", {"-c", "7up"}, {"--count=7"}},
      {"a number without digits", {"-c", "many"}, {"--count=0"}},
      {"a number that looks like an option", {"-c", "-5"}, {"--count=0"}},
      {"a count has to be whole", {"--max-payloads", "7up"}, {"--max-payloads=7up"}},
      {"an empty value is a word of its own", {"-k", ""}, {"--kicker", ""}},
      {"-- ends the options", {"-r", "--", "-z"}, {"--readnmsg=-z"}},
      {"help by letter", {"-?"}, {"--usage"}},
      {"the value of --stats", {"--stats", "5"}, {"--stats=5"}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(plain_words(rows(), c.words) == c.want);
    }
  }
}

TEST_CASE("plain_words: reports every problem") {
  const auto problem = [](const std::string& text) { return "usage problem, " + text + " (-h for help)"; };
  const Refusal cases[] = {
      {"an unknown letter", {"-yz"}, {problem("unknown short option \"-y\"")}},
      {"the rest of a word is no value",
       {"-r1"},
       {problem("unknown short option \"-1\""), problem("1 more option-argument must be specified")}},
      {"an unknown name", {"--colour"}, {problem("unknown long option \"--colour\"")}},
      {"an ambiguous abbreviation", {"--read"}, {problem("long option \"--read\" might be --readnmsg or --readsock")}},
      {"a missing value", {"-r"}, {problem("1 more option-argument must be specified")}},
      {"two missing values", {"-rJ"}, {problem("2 more option-arguments must be specified")}},
      {"an option instead of a value",
       {"-r", "-5"},
       {problem("unknown short option \"-5\""), problem("1 more option-argument must be specified")}},
      {"a word too many", {"in"}, {problem("1 unwanted additional argument")}},
      {"an empty value", {"-U", ""}, {problem("long option \"--username\" must not be empty")}},
      {"a NUL for a letter", {std::string("-\0", 2)}, {problem(std::string("unknown short option \"-\0\"", 25))}},
  };
  for (const Refusal& c : cases) {
    SUBCASE(c.name) {
      try {
        plain_words(rows(), c.words);
        FAIL("no problem was reported");
      } catch (const UsageError& error) {
        CHECK(error.messages() == c.problems);
      }
    }
  }
}

TEST_CASE("split_words: splits at any separator and drops empty parts") {
  static const Case cases[] = {
      {"", {}, {}},
      {" \t ", {}, {}},
      {"one", {}, {"one"}},
      {" -r in\t-c\n2 ", {}, {"-r", "in", "-c", "2"}},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(split_words(c.name, " \t\n") == c.want);
    }
  }
}

}  // namespace nmsgxx::test

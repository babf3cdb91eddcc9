#include <doctest/doctest.h>

#include "commands.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"
#include "usage_error.hpp"
#include "variable.hpp"

namespace nmsgxx::test {

using namespace tools;
using namespace std::chrono_literals;
using Words = std::vector<std::string>;

namespace {

Options parse(const char* command, const Words& words) {
  return parse_command_line(*find_command(command), words);
}

/// The problems of a command line; empty if there are none.
Words problems_of(const char* command, const Words& words) {
  try {
    parse(command, words);
  } catch (const UsageError& error) {
    return error.messages();
  }
  return {};
}

struct Case {
  const char* name;
  const char* command;
  Words words;
  bool (*holds)(const Options&);
};

struct Refusal {
  const char* name;
  const char* command;
  Words words;
  const char* problem;
};

}  // namespace

TEST_CASE("parse_command_line: sets the members of the options") {
  static const Case cases[] = {
      {"an operand", "packet", {"in"}, [](const Options& o) { return o.operands == Words{"in"}; }},
      {"several operands",
       "info",
       {"a", "-"},
       [](const Options& o) {
         return o.operands == Words{"a", "-"};
       }},
      {"a flag", "packet", {"-z"}, [](const Options& o) { return o.zlib; }},
      {"a list",
       "packet",
       {"-w", "a", "--writenmsg=b"},
       [](const Options& o) {
         return o.nmsg_outputs == Words{"a", "b"};
       }},
      {"an older spelling", "packet", {"--socket", "s"}, [](const Options& o) { return o.socket_outputs == Words{"s"}; }},
      {"an older letter", "packet", {"-j", "3"}, [](const Options& o) { return o.threads == 3; }},
      {"a letter with its value", "packet", {"-c5"}, [](const Options& o) { return o.count == 5; }},
      {"a number with a leading zero", "packet", {"-c", "010"}, [](const Options& o) { return o.count == 10; }},
      {"the last of two values", "packet", {"-c", "1", "-c", "2"}, [](const Options& o) { return o.count == 2; }},
      {"a size", "packet", {"--max-container", "64k"}, [](const Options& o) { return o.limits.container_octets == 65536; }},
      {"seconds", "packet", {"--flush", "0.25"}, [](const Options& o) { return o.flush == 250ms; }},
      {"a choice", "packet", {"--format", "csv"}, [](const Options& o) { return o.tuple_format == "csv"; }},
      {"no --stats", "packet", {}, [](const Options& o) { return !o.stats; }},
      {"--stats without a value",
       "packet",
       {"--stats", "in"},
       [](const Options& o) { return o.stats == 0ms && o.operands == Words{"in"}; }},
      {"--stats with a value", "packet", {"--stats=2"}, [](const Options& o) { return o.stats == 2s; }},
      {"--stats of `tool`", "tool", {"--stats", "2"}, [](const Options& o) { return o.stats == 2s; }},
      {"help", "info", {"--help"}, [](const Options& o) { return o.help; }},
      {"help, by nmsgtool's names", "tool", {"--usage-long"}, [](const Options& o) { return o.help; }},
      {"a level", "tool", {"-dd", "-d"}, [](const Options& o) { return o.debug == 3; }},
      {"a flag that is off", "tool", {"--mirror=no"}, [](const Options& o) { return !o.mirror; }},
      {"an empty text is present", "tool", {"-k", ""}, [](const Options& o) { return o.kicker == ""; }},
      {"escapes in --endline", "tool", {"-e", R"(;\t\\\n\x)"}, [](const Options& o) { return o.endline == ";\t\\\n\\x"; }},
      {"a flag of base:dnsqr",
       "tool",
       {"--dnsqr-zero-resolver"},
       [](const Options& o) { return o.dnsqr.zero_resolver == "1"; }},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(c.holds(parse(c.command, c.words)));
    }
  }
}

TEST_CASE("parse_command_line: says what it expected") {
  static const Refusal cases[] = {
      {"an unknown option", "packet", {"--colour"}, "unknown option: --colour (--help for help)"},
      {"a word too many", "packet", {"a", "b"}, "unexpected argument: b (--help for help)"},
      {"a missing operand", "info", {}, "FILE is required (--help for help)"},
      {"a missing option", "recover", {"in"}, "--writenmsg is required (--help for help)"},
      {"a missing value", "packet", {"-c"}, "--count: 1 required NUM missing (--help for help)"},
      {"a number too small", "packet", {"-c", "0"}, "--count: expected a whole number from 1, got '0' (--help for help)"},
      {"a number too large",
       "packet",
       {"--threads", "257"},
       "--threads: expected a whole number from 1 to 256, got '257' (--help for help)"},
      {"a number with a unit", "packet", {"-m", "1k"}, "--mtu: expected a whole number, got '1k' (--help for help)"},
      {"a size of 32 bits",
       "packet",
       {"--max-container", "4G"},
       "--max-container: expected a size from 0 to 4294967295, got '4G' (--help for help)"},
      {"a size above the row's bound",
       "tool",
       {"--receive-buffer", "2G"},
       "usage problem, --receive-buffer: expected a size from 1 to 1073741824, got '2G' (-h for help)"},
      {"an unknown unit",
       "packet",
       {"--max-container", "4Q"},
       "--max-container: expected a size such as 65536, 64k or 4M, got '4Q' (--help for help)"},
      {"seconds with a unit",
       "packet",
       {"--flush", "1s"},
       "--flush: expected 0 to 1000000 seconds, got '1s' (--help for help)"},
      {"negative seconds", "packet", {"--flush=-1"}, "--flush: expected 0 to 1000000 seconds, got '-1' (--help for help)"},
      {"another choice", "packet", {"--time", "then"}, "--time: expected packet or now, got 'then' (--help for help)"},
      {"a choice of `tool`",
       "tool",
       {"--dnsqr-only", "all"},
       "usage problem, --dnsqr-only: expected queries or responses, got 'all' (-h for help)"},
      {"a bad domain name",
       "tool",
       {"--dnsqr-exclude", "a..b"},
       "usage error: wdns_str_to_name() failed: expected a domain name, got 'a..b'"},
      {"an option that needs ZeroMQ", "tool", {"-L", "x"}, "usage error: --readzsock: ZeroMQ is not supported yet"},
      {"a Kafka topic without a protocol", "tool", {"--readkafka", "x"}, "nmsg or json protocol must be set for Kafka topic"},
      {"a file of arguments that is missing", "tool", {"--argv-file", "/no/such"}, "unable to open /no/such for reading"},
  };
  for (const Refusal& c : cases) {
    SUBCASE(c.name) {
      CHECK(problems_of(c.command, c.words) == Words{c.problem});
    }
  }
}

TEST_CASE("parse_command_line: lets variables stand in for absent options of `tool`") {
  const Variable filter("NMSG_BPF", "port 53");
  const Variable direction("DNSQR_CAPTURE_QR", "2");  // invalid, which is reported when the capture is opened
  CHECK(parse("tool", {}).capture_filter == "port 53");
  CHECK(parse("tool", {"-b", ""}).capture_filter == "");
  CHECK(parse("tool", {}).dnsqr.direction == "2");
  CHECK(parse("tool", {"--dnsqr-only", "queries"}).dnsqr.direction == "queries");
  CHECK(!parse("packet", {}).capture_filter);
}

TEST_CASE("parse_command_line: reads ARGV_NMSGTOOL before the command line") {
  const Variable words("ARGV_NMSGTOOL", "-c 2\t-z");
  CHECK(parse("tool", {}).count == 2);
  CHECK(parse("tool", {}).zlib);
  CHECK(parse("tool", {"-c", "3"}).count == 3);
}

TEST_CASE("parse_command_line: replaces files of arguments by their lines") {
  const Folder folder;
  const std::string path = folder.file("words", as_bytes("-c\n2\n-w\na b\n"));
  const Options options = parse("tool", {"--argv-file", path, "--argv-file=" + path});
  CHECK(options.count == 2);
  CHECK(options.nmsg_outputs == Words{"a b", "a b"});
}

}  // namespace nmsgxx::test

#include "commands.hpp"

#include <algorithm>
#include <cstdio>

#include "print.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

constexpr std::string_view kPacketExamples[] = {
    "nmsgxx packet capture.pcap",
    "nmsgxx packet --format json packets.nmsg | jq .srcip",
    "nmsgxx packet -i eth0 -q -s 192.0.2.1/8430",
    "nmsgxx tool -l 192.0.2.2/9430 -w - --unbuffered | nmsgxx packet --format csv",
};

constexpr std::string_view kToolExamples[] = {
    "nmsgxx tool -r day.nmsg",
    "nmsgxx tool -l 192.0.2.1/8430 -w day -t 3600 -k gzip",
    "nmsgxx tool -i eth0 -T dnsqr -s 192.0.2.1/8430",
    "nmsgxx tool -r day.nmsg --where 'dstport in {53, 853}' -J -",
};

constexpr std::string_view kInfoExamples[] = {
    "nmsgxx info day.nmsg",
    "nmsgxx info --json *.nmsg | jq -c '[.file, .payloads.count, .bad_crc]'",
};

constexpr std::string_view kRecoverExamples[] = {
    "nmsgxx recover damaged.nmsg -w recovered.nmsg",
    "nmsgxx recover --json damaged.nmsg -w /dev/null",
};

constexpr std::string_view kTypesExamples[] = {
    "nmsgxx types",
    "nmsgxx types base/ipconn",
    "nmsgxx types --schema login.proto --map 9:1=acme.Login,acme,login acme",
};

constexpr Command kCommands[] = {
    {.id = kInfo,
     .name = "info",
     .summary = "Describe the contents of NMSG files",
     .description =
         "Prints the number of containers and payloads, message types, times, sizes, compression, senders and damage "
         "of each file.",
     .notes =
         "Exit status: 0 if all files are intact; 1 if one is damaged or cannot be read; 2 if the command line is invalid.",
     .examples = kInfoExamples,
     .nmsgtool_grammar = false,
     .usage_status = kExitUsage,
     .run = run_info},
    {.id = kPacket,
     .name = "packet",
     .summary = "Turn packets into five-tuples",
     .description =
         "Prints the addresses, ports and protocol of each TCP or UDP packet, and writes or sends them as base:ipconn "
         "payloads. Nothing is printed with -w -, which writes to standard output.",
     .notes = "SIGINT, SIGTERM and SIGHUP end the run within two seconds, with status 0 if everything that was read has been "
              "written. A second signal ends it at once. SIGUSR1 prints the totals of --stats.\n"
              "Exit status: 0 if everything was read; 1 if data was damaged or could not be written; 2 if the command line is "
              "invalid, or a file or address that it names cannot be used.",
     .examples = kPacketExamples,
     .nmsgtool_grammar = false,
     .usage_status = kExitUsage,
     .run = run_packet},
    {.id = kRecover,
     .name = "recover",
     .summary = "Copy everything that can be recovered from damaged NMSG files",
     .description =
         "Copies intact containers byte for byte, and reports where data is lost. A container in which some payloads "
         "have a wrong CRC is rebuilt from the others, and so is one that arrived in fragments; these lose their "
         "sequence numbers.\n"
         "The report goes to standard output, or to standard error if the containers go to standard output.",
     .notes = "Exit status: 0 if nothing was lost; 1 if something was lost, or could not be read or written; 2 if the command "
              "line is invalid, or a file that it names cannot be used.",
     .examples = kRecoverExamples,
     .nmsgtool_grammar = false,
     .usage_status = kExitUsage,
     .run = run_recover},
    {.id = kTool,
     .name = "tool",
     .summary = "Copy and convert payloads between files, sockets, captures and text",
     .description =
         "Takes the options of nmsgtool, and is nmsgtool when it is called by that name. Inputs and outputs may be "
         "repeated and mixed; several outputs receive the payloads in turn. Without an output, presentation form goes "
         "to standard output. The file - is standard input or output.",
     .notes = "Letters may be grouped and then take their values in order (-rc FILE 3), long names may be abbreviated, and a "
              "value may follow = (--count=3). The words in ARGV_NMSGTOOL are read before the command line.\n"
              "SIGINT, SIGTERM and SIGHUP end the run within two seconds: what was read is written, and what cannot be written "
              "is reported. A second signal ends it at once. SIGUSR1 prints statistics on standard error.\n"
              "Exit status: 0 if all inputs ended, or the count or the interval was reached; 1 otherwise, also after a signal.",
     .examples = kToolExamples,
     .nmsgtool_grammar = true,
     .usage_status = kExitFailure,
     .run = run_tool},
    {.id = kTypes,
     .name = "types",
     .summary = "List message types, or the fields of some",
     .description = {},
     .notes = "Exit status: 0 if all types are known; 2 otherwise.",
     .examples = kTypesExamples,
     .nmsgtool_grammar = false,
     .usage_status = kExitUsage,
     .run = run_types},
};

}  // namespace

std::span<const Command> commands() noexcept {
  return kCommands;
}

const Command* find_command(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kCommands, name, &Command::name);
  return found == std::end(kCommands) ? nullptr : found;
}

int run_command(const Command& command, const std::string& program, const std::vector<std::string>& words) try {
  const Options options = parse_command_line(command, words);
  if (options.help) {
    std::fputs(help_text(command, program).c_str(), command.nmsgtool_grammar ? stderr : stdout);
    return 0;
  }
  return command.run(program, options);
} catch (const UsageError& error) {
  for (const std::string& message : error.messages()) print_error("{}: {}\n", program, message);
  for (const std::string& line : error.context()) print_error("{}\n", line);
  return command.usage_status;
}

}  // namespace nmsgxx::tools

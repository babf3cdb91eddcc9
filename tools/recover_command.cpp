#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "command_line.hpp"
#include "commands.hpp"
#include "inputs.hpp"
#include "limits.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/wakeup.hpp"
#include "print.hpp"
#include "require.hpp"
#include "salvage.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx recover";

struct Options {
  std::vector<std::string> inputs;
  std::string output;
  bool json = false;
  DecodeLimits limits;
};

/// Says what became of an input: each damaged stretch on a line, and then the sum.
class Findings {
 public:
  Findings(std::FILE* to, std::string input, bool json) : to_(to), input_(std::move(input)), json_(json) {}

  void print(const Damage& damage) const {
    const std::string payloads = std::to_string(damage.payloads);
    if (json_) {
      print_json(fmt::format(R"({{"file":{},"offset":{},"octets":{}{},"reason":{}}})", json_string(input_), damage.offset,
                             damage.octets, damage.payloads == 0 ? "" : ",\"payloads\":" + payloads,
                             json_string(damage.reason.message())));
    } else {
      print_text(to_, "{}: octet {}, {} octets: {}{}\n", input_, damage.offset, damage.octets,
                 damage.payloads == 0 ? "" : payloads + " payloads: ", damage.reason.message());
    }
  }

  void print(const Salvaged& sum) const {
    if (json_) {
      print_json(fmt::format(
          R"({{"file":{},"octets":{},"containers":{},"rewritten":{},"payloads":{},"lost_octets":{},"lost_payloads":{},)"
          R"("incomplete_messages":{}}})",
          json_string(input_), sum.octets, sum.containers, sum.rewritten, sum.payloads, sum.lost_octets, sum.lost_payloads,
          sum.incomplete_messages));
    } else {
      print_text(to_, "{}: saved {} containers ({} rewritten), {} payloads\n", input_, sum.containers, sum.rewritten,
                 sum.payloads);
      print_text(to_, "{}: lost {} of {} octets, {} payloads with a wrong CRC, {} messages with missing fragments\n", input_,
                 sum.lost_octets, sum.octets, sum.lost_payloads, sum.incomplete_messages);
    }
  }

 private:
  void print_json(const std::string& object) const { std::fputs((object + '\n').c_str(), to_); }

  std::FILE* to_;
  std::string input_;
  bool json_;
};

/// Whether nothing was lost.
bool recover(const std::string& path, const Options& options, FilesInUse& files, Sink& sink) {
  const Wakeup never;
  // What is skipped comes with the containers.
  const auto source = require(open_containers(path, files, options.limits, never, [](const Error&) {}));
  const Findings findings(options.output == "-" ? stderr : stdout, input_name(path), options.json);
  Salvaged sum;
  const auto result = salvage(
      *source, options.limits, sink, [&](const Damage& one) { findings.print(one); }, sum);
  if (!result) print_error("{}: {}: {}\n", kName, path, result.error().message());
  findings.print(sum);
  return result && !sum.any_loss();
}

int run(const Options& options) {
  FilesInUse files;
  for (const std::string& path : options.inputs) require(files.read(path));
  // The report.
  if (options.output != "-") require(files.write("-"));
  const auto sink = require(open_file_sink(options.output, {}, &files));
  bool well = true;
  for (const std::string& path : options.inputs) well = recover(path, options, files, *sink) && well;
  return well ? 0 : kExitFailure;
}

}  // namespace

int recover_command(int argc, char** argv) {
  Options options;
  CLI::App app("Saves what can be saved of damaged NMSG files, and says what is lost and where.", kName);
  app.add_option("FILE", options.inputs, "files, or - for standard input")->required();
  app.add_option("-w,--write", options.output, "where the containers go; - is standard output")->required();
  app.add_flag("--json", options.json, "report as objects, one on a line: each damaged stretch, then the sum of each file");
  describe_limits(app, options.limits);
  app.footer(
      "Containers that can be read are written as they are, octet for octet, of version 1, too.  One with wrong CRCs is made\n"
      "anew of its good payloads, and so is one that came in fragments; they lose their sequence numbers.\n"
      "\n"
      "The report goes to standard output, or to standard error when the containers go there.\n"
      "\n"
      "Exit status: 0 nothing was lost; 1 something was, or could not be read or written; 2 the command line or what it names\n"
      "cannot be used.");
  return run_command(app, argc, argv, [&] { return run(options); });
}

}  // namespace nmsgxx::tools

#include <cstdio>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "commands.hpp"
#include "inputs.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/wakeup.hpp"
#include "print.hpp"
#include "salvage.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

/// Prints what became of an input: each damaged range, and then the sums.
class RecoveryReport {
 public:
  RecoveryReport(std::FILE* to, std::string input, bool json) : to_(to), input_(std::move(input)), json_(json) {}

  void print(const Damage& damage) const {
    const std::string payloads = std::to_string(damage.payloads);
    if (json_) {
      print_json(fmt::format(R"({{"file":{},"offset":{},"octets":{}{},"reason":{}}})", json_string(input_), damage.offset,
                             damage.bytes, damage.payloads == 0 ? "" : ",\"payloads\":" + payloads,
                             json_string(damage.reason.message())));
    } else {
      const std::string lost = damage.payloads == 0 ? fmt::format("{} bytes", damage.bytes)
                                                    : fmt::format("{} payloads in {} bytes", damage.payloads, damage.bytes);
      print_text(to_, "{}: byte {}: lost {}: {}\n", input_, damage.offset, lost, damage.reason.message());
    }
  }

  void print(const Salvaged& sum) const {
    if (json_) {
      print_json(fmt::format(
          R"({{"file":{},"octets":{},"containers":{},"rewritten":{},"payloads":{},"lost_octets":{},"lost_payloads":{},)"
          R"("incomplete_messages":{}}})",
          json_string(input_), sum.bytes, sum.containers, sum.rewritten, sum.payloads, sum.lost_bytes, sum.lost_payloads,
          sum.incomplete_messages));
    } else {
      print_text(to_, "{}: recovered {} containers ({} rewritten), {} payloads\n", input_, sum.containers, sum.rewritten,
                 sum.payloads);
      print_text(to_, "{}: lost {} of {} bytes, {} payloads with a wrong CRC, {} messages with missing fragments\n", input_,
                 sum.lost_bytes, sum.bytes, sum.lost_payloads, sum.incomplete_messages);
    }
  }

 private:
  void print_json(const std::string& object) const { std::fputs((object + '\n').c_str(), to_); }

  std::FILE* to_;
  std::string input_;
  bool json_;
};

/// Returns whether nothing was lost.
bool recover(const std::string& program, const std::string& path, const Options& options, FilesInUse& files, Sink& sink) {
  const Wakeup never;
  // The batches of the source have the skipped ranges as well.
  const auto source = or_throw(open_containers(path, files, options.limits, never, [](const Error&) {}));
  const RecoveryReport report(options.recovered == "-" ? stderr : stdout, input_name(path), options.json);
  Salvaged sum;
  const auto result = salvage(
      *source, sink, [&](const Damage& one) { report.print(one); }, sum);
  if (!result) print_error("{}: {}: {}\n", program, path, result.error().message());
  report.print(sum);
  return result && !sum.any_loss();
}

}  // namespace

int run_recover(const std::string& program, const Options& options) {
  FilesInUse files;
  for (const std::string& path : options.operands) or_throw(files.read(path));
  // The report goes there.
  if (options.recovered != "-") or_throw(files.write("-"));
  const auto sink = or_throw(open_file_sink(options.recovered, {}, &files));
  bool intact = true;
  for (const std::string& path : options.operands) intact = recover(program, path, options, files, *sink) && intact;
  return intact ? 0 : kExitFailure;
}

}  // namespace nmsgxx::tools

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "info_report.hpp"
#include "inputs.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/summary.hpp"
#include "notices.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "require.hpp"
#include "schemas.hpp"
#include "signals.hpp"
#include "tags.hpp"

namespace nmsgxx::tools {
namespace {

constexpr const char* kName = "nmsgxx info";

struct Options {
  std::vector<std::string> paths;
  bool json = false;
  SchemaOptions schemas;
};

class Inspection {
 public:
  Inspection(const Options& options, Wakeup& stop)
      : options_(options),
        types_(options.schemas),
        aliases_(load_aliases()),
        stop_(stop),
        deadline_{&stop_on_signals(stop), output_grace({})} {
    bound_errors(deadline_);
    output_ = require(open_file_sink("-", deadline_, &files_));
  }

  /// Returns the exit status.
  int run() {
    bool well = true;
    for (const std::string& path : options_.paths) {
      if (!options_.json && &path != &options_.paths.front()) write("\n");
      well = inspect(path) && well;
      if (received_signal() != 0 || !written_) break;
    }
    if (!written_) print_error("{}: {}\n", kName, written_.error().message());
    return well && written_ ? 0 : kExitFailure;
  }

 private:
  /// Returns whether all is well with the file.
  bool inspect(const std::string& path) {
    Notices notices(kName, false);
    auto source = open_containers(path, files_, {}, stop_, notices.of(input_name(path)));
    if (!source) {
      print_error("{}: {}\n", kName, source.error().message());
      return false;
    }
    Inspected inspected{.name = input_name(path), .summary = {}, .stats = (*source)->stats()};
    const auto read = summarize(**source, inspected.summary);
    if (!read) print_error("{}: {}: {}\n", kName, path, read.error().message());
    write(options_.json ? info_as_json(inspected, types_.registry(), aliases_) + '\n'
                        : info_as_text(inspected, types_.registry(), aliases_));
    notices.finish();
    return read && !notices.any_loss() && inspected.summary.bad_crc == 0 && received_signal() == 0;
  }

  void write(const std::string& text) {
    if (written_) written_ = output_->write(std::as_bytes(std::span(text)));
  }

  const Options& options_;
  Types types_;
  Aliases aliases_;
  Wakeup& stop_;
  Deadline deadline_;
  FilesInUse files_;
  std::unique_ptr<Sink> output_;
  Result<void> written_;
};

int run(const Options& options) {
  static Wakeup stop;
  return Inspection(options, stop).run();
}

}  // namespace

int info_command(int argc, char** argv) {
  Options options;
  CLI::App app("Says what is in NMSG files: containers, payloads by type, times, sizes, compression, senders, faults.", kName);
  app.add_option("FILE", options.paths, "files, or - for standard input")->required();
  app.add_flag("--json", options.json, "an object on a line for each file");
  describe(app, options.schemas);
  app.footer("Exit status: 0 all files are sound; 1 one is damaged or cannot be read; 2 the command line cannot be used.");
  return run_command(app, argc, argv, [&] { return run(options); });
}

}  // namespace nmsgxx::tools

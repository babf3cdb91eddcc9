#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "command_line.hpp"
#include "commands.hpp"
#include "info_report.hpp"
#include "inputs.hpp"
#include "nmsgxx/summary.hpp"
#include "notices.hpp"
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

/// Whether all was well.
bool inspect(const std::string& path, const Options& options, FilesInUse& files, const Registry& registry,
             const Aliases& aliases) {
  static Wakeup stop;
  stop_on_signals(stop);
  Notices notices(kName, false);
  auto source = open_containers(path, files, {}, stop, notices.of(input_name(path)));
  if (!source) {
    print_error("{}: {}\n", kName, source.error().message());
    return false;
  }
  Inspected inspected{.name = input_name(path), .summary = {}, .stats = (*source)->stats()};
  const auto read = summarize(**source, inspected.summary);
  if (!read) print_error("{}: {}: {}\n", kName, path, read.error().message());
  if (options.json) {
    fmt::print("{}\n", info_as_json(inspected, registry, aliases));
  } else {
    print_info(inspected, registry, aliases);
  }
  notices.finish();
  return read && !notices.any_loss() && inspected.summary.bad_crc == 0 && received_signal() == 0;
}

int run(const Options& options) {
  const Types types(options.schemas);
  const Aliases aliases = load_aliases();
  FilesInUse files;
  require(files.write("-"));
  bool well = true;
  for (const std::string& path : options.paths) {
    if (!options.json && &path != &options.paths.front()) fmt::print("\n");
    well = inspect(path, options, files, types.registry(), aliases) && well;
    if (received_signal() != 0) break;
  }
  return well ? 0 : kExitFailure;
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

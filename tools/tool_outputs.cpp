#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/core.h>

#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/rotation.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "process.hpp"
#include "tool_streams.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

using MakeOutput = std::function<std::unique_ptr<Output>(std::unique_ptr<Sink>)>;

/// A file output of one format.
struct FileFormat {
  std::string name;    // as messages call it
  std::string suffix;  // of rotated files
};

class Opener {
 public:
  explicit Opener(const ToolContext& tool)
      : tool_(tool),
        options_(tool.options),
        all_files_(options_.nmsg_outputs.size() + options_.presentation_paths().size() + options_.json_outputs.size()) {}

  void open_sockets() {
    const ContainerOptions containers = container_options(options_, kLimitDatagram, is_live(options_), tool_.deadline);
    for (const auto& argument : options_.socket_outputs) {
      const auto target = parse_output_endpoints(argument);
      if (!target) throw UsageError(socket_complaint('s', argument, target.error()));
      // Even --strict cannot keep the network from losing datagrams.
      const Report report = [&log = tool_.log, argument](const Error& error) { log.add(argument, error); };
      for (OpenedSink& opened : or_throw(open_container_sockets(argument, containers, report))) {
        tool_.engine.add(make_container_output(argument, opened.options, std::move(opened.sink)));
      }
      constexpr std::uint32_t kDefaultFreq = 10;
      const std::string rate = argument.substr(std::min(argument.find(','), argument.size()));
      for (const Endpoint& endpoint : target->endpoints) {
        tool_.report.verbose(fmt::format("nmsg socket output: {}{}", endpoint.text(), rate));
        const std::uint32_t freq = target->freq == 0 ? kDefaultFreq : target->freq;
        if (target->rate > 0) tool_.report.verbose(fmt::format("nmsg socket rate: {} freq: {}", target->rate, freq));
      }
    }
  }

  void open_nmsg_files() {
    for (const auto& path : options_.nmsg_outputs) {
      add_file({"nmsg", ".nmsg"}, path, [&options = options_, path](std::unique_ptr<Sink> sink) {
        const auto delay = options.kicker ? options.flush : flush_delay(path, options.flush);
        const WriterOptions writer{.zlib = options.zlib, .unbuffered = options.unbuffered};
        return make_container_output(
            path, {.writer = writer, .flush_after = delay, .live = is_live(options), .threads = options.threads},
            std::move(sink));
      });
    }
  }

  void open_presentation_files() {
    for (const auto& path : options_.presentation_paths()) {
      add_file({"pres", ""}, path, [&tool = tool_, path](std::unique_ptr<Sink> sink) {
        TextOutputOptions texts{.unbuffered = tool.options.unbuffered};
        if (!tool.options.raw && is_terminal(path)) texts.payload_text = PayloadText::escaped;
        return make_presentation_output(path, tool.registry, &tool.aliases, tool.options.endline, texts, std::move(sink),
                                        tool.log.report(path));
      });
    }
  }

  void open_json_files() {
    for (const auto& path : options_.json_outputs) {
      add_file({"json", ".json"}, path, [&tool = tool_, path](std::unique_ptr<Sink> sink) {
        const TextOutputOptions texts{.unbuffered = tool.options.unbuffered};
        return make_json_output(path, tool.registry, &tool.aliases, texts, std::move(sink), tool.log.report(path));
      });
    }
  }

 private:
  void add_file(const FileFormat& format, const std::string& path, const MakeOutput& make) {
    // A daemon closes its standard output: its caller may wait for that.
    const std::string target = options_.daemon && path == "-" ? "/dev/null" : path;
    auto output = make(options_.kicker ? or_throw(open_series(rotation(format, path)))
                                       : or_throw(open_file_sink(target, tool_.deadline, &tool_.files)));
    tool_.report.verbose(fmt::format("nmsg {} output: {}", format.name == "nmsg" ? "file" : format.name, path));
    tool_.engine.add(std::move(output));
  }

  // All files are rotated together; totals are printed with the last of them.
  Rotation rotation(const FileFormat& format, const std::string& path) {
    const bool last = ++opened_files_ == all_files_;
    return {.path = options_.daemon ? std::filesystem::absolute(path).string() : path,
            .suffix = format.suffix,
            .deadline = tool_.deadline,
            .opened =
                [&report = tool_.report, format, last](const std::string& name) {
                  if (last) report.print_totals_when_verbose();
                  report.verbose(fmt::format("reopened {} file output: {}", format.name, name));
                },
            // Called until the engine is gone, which outlives the context and the report.
            .finished =
                [&program = tool_.program, &kicker = *options_.kicker, &log = tool_.log, deadline = tool_.deadline,
                 path](const Result<std::string>& finished) {
                  if (!finished) {
                    log.add(path, finished.error());
                  } else if (!kicker.empty() && !run_kicker(kicker, *finished, deadline)) {
                    print_error("{}: WARNING: system() failed: {} {}\n", program, kicker, *finished);
                  }
                }};
  }

  const ToolContext& tool_;
  const Options& options_;
  std::size_t all_files_;
  std::size_t opened_files_ = 0;
};

}  // namespace

void refuse_same_files(const ToolContext& tool) {
  const Options& options = tool.options;
  std::vector<std::string> paths;
  if (!options.pid_file.empty()) paths.push_back(options.pid_file);
  // Files that are rotated get names of their own.
  if (!options.kicker) {
    for (const auto& more : {options.presentation_paths(), options.nmsg_outputs, options.json_outputs}) {
      paths.insert(paths.end(), more.begin(), more.end());
    }
  }
  if (options.daemon) std::erase(paths, "-");
  refuse_same_files(tool.files, paths);
}

void open_outputs(const ToolContext& tool) {
  Opener opener(tool);
  opener.open_sockets();
  opener.open_nmsg_files();
  opener.open_presentation_files();
  opener.open_json_files();
}

}  // namespace nmsgxx::tools

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "alias_files.hpp"
#include "commands.hpp"
#include "info_report.hpp"
#include "inputs.hpp"
#include "message_log.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/summary.hpp"
#include "outputs.hpp"
#include "print.hpp"
#include "schemas.hpp"
#include "signals.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

class Inspection {
 public:
  Inspection(const std::string& program, const Options& options, Wakeup& stop)
      : program_(program),
        options_(options),
        types_(options.schemas),
        aliases_(load_aliases()),
        stop_(stop),
        deadline_{&stop_on_signals(stop), output_grace({})} {
    bound_errors(deadline_);
    output_ = or_throw(open_file_sink("-", deadline_, &files_));
  }

  /// Returns the exit status.
  int run() {
    bool intact = true;
    for (const std::string& path : options_.operands) {
      if (!options_.json && &path != &options_.operands.front()) write("\n");
      intact = inspect(path) && intact;
      if (received_signal() != 0 || !written_) break;
    }
    if (!written_) print_error("{}: {}\n", program_, written_.error().message());
    return intact && written_ ? 0 : kExitFailure;
  }

 private:
  /// Returns whether the file is intact.
  bool inspect(const std::string& path) {
    MessageLog log(program_, false);
    auto source = open_containers(path, files_, {}, stop_, log.report(input_name(path)));
    if (!source) {
      print_error("{}: {}\n", program_, source.error().message());
      return false;
    }
    Inspected inspected{.name = input_name(path), .summary = {}, .stats = (*source)->stats()};
    const auto read = summarize(**source, inspected.summary);
    if (!read) print_error("{}: {}: {}\n", program_, path, read.error().message());
    write(options_.json ? info_as_json(inspected, types_.registry(), aliases_) + '\n'
                        : info_as_text(inspected, types_.registry(), aliases_));
    log.print_counts();
    return read && !log.any_damage() && inspected.summary.bad_crc == 0 && received_signal() == 0;
  }

  void write(const std::string& text) {
    if (written_) written_ = output_->write(std::as_bytes(std::span(text)));
  }

  const std::string& program_;
  const Options& options_;
  MessageTypes types_;
  Aliases aliases_;
  Wakeup& stop_;
  Deadline deadline_;
  FilesInUse files_;
  std::unique_ptr<Sink> output_;
  Result<void> written_;
};

}  // namespace

int run_info(const std::string& program, const Options& options) {
  static Wakeup stop;
  return Inspection(program, options, stop).run();
}

}  // namespace nmsgxx::tools

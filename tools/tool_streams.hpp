#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/relay.hpp"
#include "nmsgxx/rotation.hpp"
#include "nmsgxx/wakeup.hpp"
#include "notices.hpp"
#include "options.hpp"

namespace nmsgxx::tools {

/// Opens what the options of `tool` name and gives it to a relay.  All members throw UsageError.
class ToolStreams {
 public:
  /// @param schema    what -T names; null for none
  /// @param deadline  of outputs
  ToolStreams(const std::string& program, const Options& options, const Registry& registry, const Aliases& aliases,
              const MessageSchema* schema, const Wakeup& stop, const Deadline& deadline, Notices& notices, Relay& relay)
      : program_(program),
        options_(options),
        registry_(registry),
        aliases_(aliases),
        schema_(schema),
        stop_(stop),
        deadline_(deadline),
        notices_(notices),
        relay_(relay) {}

  /// May need rights that are given up then.
  void open_inputs();
  /// Once the inputs are open, and before anything is written: no output or pid file may be one of them, or another output.
  void refuse_same_files() const;
  /// In nmsgtool's order, which decides who gets the first payload.
  void open_outputs();

  /// Prints totals, inputs, ledgers and outputs, whatever the level of -d.  Any thread may call it while the relay runs.
  void print_statistics() const;
  /// What is told once the run is over.
  void print_end() const;
  /// What was taken from pipes and could not be used, and what outputs took and could not write, before the run had to end.
  void print_unwritten() const;

  FilesInUse& files() noexcept { return in_use_; }

 private:
  using Form = std::function<std::unique_ptr<PayloadOutput>(std::unique_ptr<Sink>)>;

  DecodeLimits limits_of_each() const;
  void open_captures();
  void add_capture(const char* kind, const std::string& name, std::unique_ptr<PacketSource> source);
  void open_socket_inputs(char option, const std::string& spec);
  void open_socket_outputs();
  void open_nmsg_inputs();
  void open_nmsg_outputs();
  void open_presentation_inputs();
  void open_presentation_outputs();
  void open_json_inputs();
  void open_json_outputs();

  template <class Source, class... More>
  void add_input(const char* kind, const std::string& name, Source source, More... more) {
    say(fmt::format("{} input: {}", kind, name));
    input_names_.push_back(name);
    relay_.add_input(name, std::move(source), std::move(more)...);
  }
  void add_file(const std::string& form, const std::string& path, const char* suffix, const Form& make);
  Rotation series(const std::string& form, const std::string& path, const char* suffix, const Form& make);
  void finished(const std::string& path, const Result<std::string>& name);
  // Each prints what is told at this level of -d.
  void print_totals(int debug) const;
  void print_bounds() const;
  void print_inputs(int debug) const;
  void print_outputs(int debug) const;
  void print_ledger(const std::string& name, const SourceStats& stats, int debug) const;
  void print(const std::string& line) const;
  void say(const std::string& line) const;

  const std::string& program_;
  const Options& options_;
  const Registry& registry_;
  const Aliases& aliases_;
  const MessageSchema* schema_;
  const Wakeup& stop_;
  Deadline deadline_;  // of outputs
  Notices& notices_;
  Relay& relay_;
  FilesInUse in_use_;
  DecodeLimits limits_;  // of each input
  int files_ = 0;        // in series
  std::vector<std::string> input_names_;
  std::vector<std::size_t> sockets_;  // places of those that listen
  std::vector<std::string> output_names_;
  std::vector<std::pair<std::string, const FrameStats*>> frames_;
};

}  // namespace nmsgxx::tools

#pragma once

#include <string>
#include <vector>

#include "nmsgxx/engine.hpp"
#include "options.hpp"

namespace nmsgxx::tools {

/// What `tool` prints about its inputs and outputs: when they are opened, while it runs, and at the end.  The first word of
/// each line is the program, as for nmsgtool; scripts rely on the lines of level 2.
///
/// Threads: the print functions may be called from any thread once all inputs and outputs have been added.
class ToolReport {
 public:
  ToolReport(const std::string& program, const Options& options, const Engine& engine)
      : program_(program), options_(options), engine_(engine) {}

  void add_input(const char* kind, const Input& input) const;
  /// For an input with a ledger, which must live as long as the report.
  void add_socket_input(const char* kind, const Input& input);

  /// Prints a line at level 2.
  void verbose(const std::string& line) const;

  /// The line that nmsgtool prints when files are rotated, and more; at level 2.
  void print_totals_when_verbose() const;
  /// For --stats and --stats-json, in the form that they ask for.
  void print_totals() const;
  /// For SIGUSR1: everything that level 4 prints.
  void print_statistics() const;
  /// When the run is over.
  void print_end() const;
  /// When a signal ended the run: what was received and not used, and what outputs could not write.
  void print_unwritten() const;

 private:
  void print(const std::string& line) const;
  void print_text_totals() const;
  void print_inputs() const;
  void print_ledgers(bool all) const;
  void print_queues() const;
  void print_queue(const std::string& name, const QueueStats& queue) const;

  const std::string& program_;
  const Options& options_;
  const Engine& engine_;
  std::vector<const Input*> sockets_;
};

}  // namespace nmsgxx::tools

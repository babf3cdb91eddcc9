#pragma once

#include <string>

#include "message_log.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/deadline.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/registry.hpp"
#include "nmsgxx/wakeup.hpp"
#include "options.hpp"
#include "tool_report.hpp"

// Opens the inputs and outputs of `tool` and adds them to its engine and its report.  All functions throw UsageError.
namespace nmsgxx::tools {

/// What inputs and outputs are made of.  It must live as long as the engine runs.
struct ToolContext {
  const std::string& program;
  const Options& options;
  const Registry& registry;
  const Aliases& aliases;
  const MessageSchema* schema;  ///< the type of --msgtype; null without it
  const Attribution& required;  ///< the attribution that payloads must have
  const Wakeup& stop;
  Deadline deadline;  ///< of outputs
  MessageLog& log;
  FilesInUse& files;
  Engine& engine;
  ToolReport& report;
};

/// Must be called before become_user(): it may need privileges.
void open_inputs(const ToolContext& tool);

/// Refuses outputs and a pid file that are an input or another output.  Must be called after open_inputs() and before anything
/// is written.
void refuse_same_files(const ToolContext& tool);

/// Opens outputs in nmsgtool's order, which decides the output of the first payload.
void open_outputs(const ToolContext& tool);

/// Whether payloads come from a network, which does not wait.
bool is_live(const Options& options);

/// What nmsgtool says when the argument of -l, -s or -C is malformed, followed by the reason.
std::string socket_complaint(char option, const std::string& argument, const Error& reason);

}  // namespace nmsgxx::tools

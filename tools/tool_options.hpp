#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "schemas.hpp"

namespace nmsgxx::tools {

struct ToolOptions {
  std::vector<std::string> nmsg_files;
  std::vector<std::string> sockets;
  std::vector<std::string> captures;
  std::vector<std::string> interfaces;
  std::vector<std::string> json_inputs;
  std::vector<std::string> presentation_inputs;
  std::vector<std::string> nmsg_outputs;
  std::vector<std::string> socket_outputs;
  std::vector<std::string> presentation_outputs;
  std::vector<std::string> json_outputs;
  std::string endline = "\n";  ///< decoded
  SchemaOptions schemas;
  std::string filter;
  std::string get_source;
  std::string get_operator;
  std::string get_group;
  std::string set_source;
  std::string set_operator;
  std::string set_group;
  std::string vendor;
  std::string type;
  std::uint64_t count = 0;
  std::size_t mtu = 0;
  bool zlib = false;
  bool mirror = false;
  bool unbuffered = false;
  int debug = 0;
  bool version = false;

  bool any_input() const noexcept;
};

/// Options from the words of the command line, those of the environment's ARGV_NMSGTOOL in front of them.
///
/// Throws UsageProblem, and CLI::CallForHelp with the help as its text.
ToolOptions parse_tool_options(int argc, char** argv);

}  // namespace nmsgxx::tools

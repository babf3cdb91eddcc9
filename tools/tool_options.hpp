#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "limits.hpp"
#include "nmsgxx/dnsqr_words.hpp"
#include "nmsgxx/udp_source.hpp"
#include "outputs.hpp"
#include "schemas.hpp"

namespace nmsgxx::tools {

// Levels of -d.
inline constexpr int kVerbose = 2;    ///< at which inputs, outputs and totals are told
inline constexpr int kEachInput = 4;  ///< and what each input brought, and how threads of outputs kept up

struct ToolOptions {
  std::vector<std::string> nmsg_files;
  std::vector<std::string> sockets;
  std::vector<std::string> captures;
  std::vector<std::string> channels;
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
  bool all_vlan_tags = false;
  DnsqrWords dnsqr;  ///< those of the environment, and over them those of the command line
  std::string get_source;
  std::string get_operator;
  std::string get_group;
  std::string set_source;
  std::string set_operator;
  std::string set_group;
  std::string where;
  std::vector<std::string> filters;
  std::string policy;
  std::string vendor;
  std::string type;
  std::uint64_t count = 0;
  std::uint32_t interval = 0;
  bool randomize = false;
  std::optional<std::string> kicker;  ///< may be empty: files are rotated and nothing is run
  std::uint64_t byte_rate = 0;
  std::string pid_file;
  std::string user;
  bool daemon = false;
  std::size_t mtu = 0;
  bool zlib = false;
  bool mirror = false;
  bool unbuffered = false;
  bool raw = false;  ///< presentation form is not escaped on terminals either
  bool strict = false;
  LimitOptions limits;
  unsigned threads = default_threads();
  unsigned listeners = 1;
  int receive_buffer = UdpInputOptions{}.receive_buffer;
  std::chrono::milliseconds flush{kFlush};
  std::chrono::milliseconds drain{kDrain};
  int debug = 0;
  bool version = false;

  bool any_input() const noexcept;
  /// Where presentation form goes: to standard output when no output is named.
  std::vector<std::string> presentation_paths() const;
};

/// Options from the words of the command line, those of the environment's ARGV_NMSGTOOL in front of them.
///
/// Throws UsageProblem, and CLI::CallForHelp with the help as its text.
ToolOptions parse_tool_options(const std::string& program, int argc, char** argv);

}  // namespace nmsgxx::tools

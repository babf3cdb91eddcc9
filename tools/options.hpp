#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dnsqr_settings.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/frame_input.hpp"
#include "nmsgxx/line_source.hpp"
#include "nmsgxx/udp_source.hpp"
#include "outputs.hpp"
#include "schemas.hpp"

namespace nmsgxx::tools {

// Levels of --debug.
inline constexpr int kVerbose = 2;    ///< prints inputs, outputs and totals
inline constexpr int kEachInput = 4;  ///< also prints the counters of each input, and how busy the threads of outputs were

/// Everything that can be asked for on the command line of a command.  A command sets the members that its rows of the table
/// of options (option_table.cpp) point to; the others keep their defaults.
struct Options {
  bool help = false;
  bool version = false;
  std::vector<std::string> operands{};  ///< arguments that are not options: files, or names of types

  // Inputs
  std::vector<std::string> nmsg_files{};
  std::vector<std::string> sockets{};
  std::vector<std::string> channels{};
  std::vector<std::string> captures{};
  std::vector<std::string> interfaces{};
  std::vector<std::string> json_inputs{};
  std::vector<std::string> presentation_inputs{};
  std::optional<std::string> capture_filter{};
  bool all_vlan_tags = false;
  std::uint64_t byte_rate = 0;  ///< 0: no limit
  unsigned listeners = 1;
  int receive_buffer = UdpInputOptions{}.receive_buffer;

  // Outputs
  std::vector<std::string> nmsg_outputs{};
  std::vector<std::string> socket_outputs{};
  std::vector<std::string> presentation_outputs{};
  std::vector<std::string> json_outputs{};
  std::string recovered{};  ///< where `recover` writes
  std::string tuple_format = "text";
  std::string tuple_time = "packet";
  bool quiet = false;
  std::string endline = "\n";  ///< escapes decoded
  bool raw = false;
  bool zlib = false;
  std::size_t mtu = 0;  ///< 0: the command's default
  bool mirror = false;
  bool unbuffered = false;
  std::chrono::milliseconds flush{kFlush};

  // Message types and selection
  std::string vendor{};
  std::string type{};
  SchemaOptions schemas{};
  std::string where{};
  std::string get_source{};
  std::string get_operator{};
  std::string get_group{};
  std::vector<std::string> filters{};
  std::string policy{};
  std::string set_source{};
  std::string set_operator{};
  std::string set_group{};
  bool only_ipv4 = false;
  bool only_ipv6 = false;
  bool all_transports = false;
  DnsqrSettings dnsqr{};

  // End and rotation
  std::uint64_t count = 0;     ///< 0: no limit
  std::uint32_t interval = 0;  ///< seconds; 0: no limit
  bool randomize = false;
  std::optional<std::string> kicker{};  ///< when present, files are rotated; may be empty, then no command is run
  bool strict = false;
  std::chrono::milliseconds drain{kDrain};

  // Limits (docs/limits.md)
  DecodeLimits limits{.inflating_octets = std::size_t{32} << 20};
  std::size_t ip_reassembly = kIpReassemblyOctets;
  std::size_t line = kLineOctets;

  // Statistics and messages
  bool json = false;
  std::optional<std::chrono::milliseconds> stats{};  ///< prints totals at the end, and this often unless it is 0
  bool stats_json = false;
  int debug = 0;

  // Process
  unsigned threads = default_threads();
  std::string pid_file{};
  std::string user{};
  bool daemon = false;

  bool any_input() const noexcept {
    return !(nmsg_files.empty() && sockets.empty() && channels.empty() && captures.empty() && interfaces.empty() &&
             json_inputs.empty() && presentation_inputs.empty());
  }
  /// Where `tool` writes presentation form: to standard output if no output is named.
  std::vector<std::string> presentation_paths() const {
    const bool any = !(presentation_outputs.empty() && json_outputs.empty() && nmsg_outputs.empty() && socket_outputs.empty());
    return any ? presentation_outputs : std::vector<std::string>{"-"};
  }
};

}  // namespace nmsgxx::tools

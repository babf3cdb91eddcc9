#pragma once

#include <cstddef>
#include <string>

#include "nmsgxx/decoder.hpp"
#include "nmsgxx/frame_payloads.hpp"
#include "nmsgxx/line_source.hpp"
#include "nmsgxx/source.hpp"

namespace CLI {
class App;
}

namespace nmsgxx::tools {

/// --max-... (docs/limits.md)
struct LimitOptions {
  DecodeLimits containers{.inflating_octets = std::size_t{32} << 20};
  std::size_t ip_reassembly = kIpReassemblyOctets;
  std::size_t line = kLineOctets;
};

/// Those of files.
void describe_limits(CLI::App& app, DecodeLimits& limits);
/// All of them.
void describe_limits(CLI::App& app, LimitOptions& limits);

/// Which bounds an input met, and how often; empty for none.
std::string bounds_met(const BoundStats& bounds);

}  // namespace nmsgxx::tools

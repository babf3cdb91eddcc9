#include "limits.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {
namespace {

template <class Number>
void size(CLI::App& app, const char* name, Number& into, const char* help) {
  app.add_option(name, into, help)->transform(CLI::AsSizeValue(false).description(""))->type_name("OCTETS")->take_last();
}

template <class Number>
void number(CLI::App& app, const char* name, Number& into, const char* help) {
  app.add_option(name, into, help)->check(CLI::PositiveNumber.description(""))->type_name("NUMBER")->take_last();
}

}  // namespace

void describe_limits(CLI::App& app, DecodeLimits& limits) {
  size(app, "--max-container", limits.container_octets, "longest container that is read (4M); k, M and G may stand behind it");
  size(app, "--max-inflated", limits.inflated_octets, "most that a container may inflate to (32M)");
  number(app, "--max-ratio", limits.inflated_ratio,
         "how many times its size it may inflate to above 16M, and all containers of a file together (32)");
  size(app, "--max-inflating", limits.inflating_octets,
       "most that inflated containers above 1M take at once; inputs wait for each other (32M)");
  number(app, "--max-payloads", limits.payloads, "payloads of a container (131072)");
  number(app, "--max-fragments", limits.fragments, "fragments of a message (65536)");
  number(app, "--max-messages", limits.fragment_sets, "messages in reassembly at once (8192)");
  size(app, "--max-reassembly", limits.fragment_octets, "most that they take together (32M)");
}

void describe_limits(CLI::App& app, LimitOptions& limits) {
  describe_limits(app, limits.containers);
  size(app, "--max-datagram-inflated", limits.containers.datagram_inflated_octets,
       "most that a datagram which is no fragment may inflate to (1M)");
  number(app, "--max-sender-messages", limits.containers.sender_fragment_sets, "messages of one sender in reassembly (256)");
  size(app, "--max-sender-reassembly", limits.containers.sender_fragment_octets, "most that they take together (16M)");
  number(app, "--max-sources", limits.containers.sequence_sources, "sources whose sequence numbers an input follows (65536)");
  size(app, "--max-ip-reassembly", limits.ip_reassembly, "most that IP fragments of an input take together (32M)");
  size(app, "--max-line", limits.line, "longest line of -j, and lines of a payload of -f together (64M)");
}

std::string bounds_met(const BoundStats& bounds) {
  const std::pair<const char*, const Counter&> all[] = {
      {"containers too long", bounds.container},
      {"inflated too large", bounds.inflated},
      {"with too many payloads", bounds.payloads},
      {"fragments of too many", bounds.fragments},
      {"messages given up for others of their sender", bounds.sender},
      {"messages given up for others", bounds.reassembly},
      {"sources forgotten", bounds.sources},
      {"lines too long", bounds.lines},
  };
  std::string text;
  for (const auto& [what, counter] : all) {
    if (counter.value() > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, counter.value());
  }
  return text;
}

}  // namespace nmsgxx::tools

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "alias_files.hpp"
#include "inputs.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/frame_input.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/stream_source.hpp"
#include "nmsgxx/udp_source.hpp"
#include "tool_streams.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// One of `inputs` equal shares, but not less than `least`, unless all of it is less.
template <class Number>
Number share_of(Number all, std::size_t inputs, Number least) {
  return std::max(all / std::max<std::size_t>(inputs, 1), std::min(all, least));
}

// Each input reassembles messages by itself: the limits of reassembly are divided among them.
DecodeLimits limits_of_each(const Options& options) {
  constexpr std::size_t kLeastOctets = 1 << 20;
  constexpr std::size_t kLeastMessages = 256;
  std::vector<std::string> sockets = options.sockets;
  for (const auto& channel : options.channels) std::ranges::copy(channel_sockets(channel), std::back_inserter(sockets));
  std::size_t inputs = options.nmsg_files.size();
  for (const auto& socket : sockets) {
    if (const auto endpoints = parse_endpoints(socket)) inputs += endpoints->size() * options.listeners;
  }
  DecodeLimits limits = options.limits;
  limits.fragment_octets = share_of(limits.fragment_octets, inputs, kLeastOctets);
  limits.fragment_sets = share_of(limits.fragment_sets, inputs, kLeastMessages);
  return limits;
}

/// Returns how many threads each of so many inputs may use.  Only writing text is worth more than one; it is done on the
/// threads of the input.
unsigned threads_for_text(const ToolContext& tool, std::size_t inputs) {
  const Options& options = tool.options;
  if (options.presentation_paths().empty() && options.json_outputs.empty()) return 1;
  return std::max(options.threads / static_cast<unsigned>(std::max<std::size_t>(inputs, 1)), 1U);
}

ContainerInputOptions container_input_options(const ToolContext& tool, unsigned threads) {
  return {.type = tool.schema == nullptr ? std::nullopt : std::optional(tool.schema->type()),
          .attribution = tool.required,
          .threads = threads};
}

void add_capture(const ToolContext& tool, const char* kind, const std::string& name, std::unique_ptr<PacketSource> source) {
  const auto refuse = [&name](const Error& error) {
    throw UsageError(fmt::format("{}: nmsg_input_open_pcap() failed: {}", name, error.message()));
  };
  auto dnsqr = parse_dnsqr_settings(tool.options.dnsqr,
                                    [&tool](const Error& error) { tool.log.add("dnsqr", error, MessageLog::Weight::remark); });
  if (!dnsqr) refuse(dnsqr.error());
  auto input = make_frame_input(name, std::move(source), tool.schema->type(),
                                {.tags = tool.options.all_vlan_tags ? VlanTags::all : VlanTags::one,
                                 .filter = tool.options.capture_filter.value_or(""),
                                 .reassembly_octets = tool.options.ip_reassembly,
                                 .dnsqr = std::move(*dnsqr),
                                 .threads = threads_for_text(tool, 1)});
  if (!input) refuse(input.error());
  tool.report.add_input(kind, tool.engine.add(std::move(*input)));
}

void open_interfaces(const ToolContext& tool) {
  const bool dnsqr = tool.schema != nullptr && tool.schema->type() == kBaseDnsqr;
  const int snap_length = dnsqr ? kSnapLengthWhole : kSnapLength;
  for (const auto& name : tool.options.interfaces) {
    add_capture(tool, "pcap interface", name,
                or_throw(open_live(name, snap_length, tool.options.capture_filter.value_or(""), true, tool.stop)));
  }
}

void open_captures(const ToolContext& tool) {
  if (!tool.options.captures.empty()) guard_mapped_files();
  for (const auto& path : tool.options.captures) {
    auto source = open_capture(path, tool.files, "", tool.stop);
    if (!source) throw UsageError(fmt::format("unable to add pcap file input {}: {}", path, source.error().message()));
    add_capture(tool, "pcap file", path, std::move(*source));
  }
}

void open_sockets(const ToolContext& tool, const DecodeLimits& limits, char option, const std::string& argument) {
  const auto endpoints = parse_endpoints(argument);
  if (!endpoints) throw UsageError(socket_complaint(option, argument, endpoints.error()));
  const unsigned listeners = tool.options.listeners;
  for (const Endpoint& endpoint : *endpoints) {
    const std::string name = endpoint.text();
    if (listeners > 1 && endpoint.multicast()) {
      throw UsageError(
          fmt::format("--listeners: expected 1 for the multicast group {}: each socket would receive every datagram", name));
    }
    const UdpInputOptions options{
        .drain = tool.options.drain, .receive_buffer = tool.options.receive_buffer, .reuse_port = listeners > 1};
    for (unsigned n = 0; n < listeners; ++n) {
      auto source = or_throw(open_udp_source({endpoint}, options, limits, tool.stop, tool.log.report(name)));
      const unsigned threads = threads_for_text(tool, endpoints->size() * listeners);
      tool.report.add_socket_input("nmsg socket", tool.engine.add(make_container_input(
                                                      name, std::move(source), container_input_options(tool, threads))));
    }
  }
}

void open_nmsg_files(const ToolContext& tool, const DecodeLimits& limits) {
  for (const auto& path : tool.options.nmsg_files) {
    auto source = or_throw(open_containers(path, tool.files, limits, tool.stop, tool.log.report(input_name(path))));
    ContainerInputOptions input = container_input_options(tool, tool.options.threads);
    input.byte_rate = tool.options.byte_rate;
    tool.report.add_input("nmsg file", tool.engine.add(make_container_input(path, std::move(source), input)));
    if (tool.options.byte_rate > 0) {
      tool.report.verbose(fmt::format("{} ingress rate limit set to {} bytes/sec", path, tool.options.byte_rate));
    }
  }
}

void open_presentation_files(const ToolContext& tool) {
  const std::size_t longest = tool.options.line;
  for (const auto& path : tool.options.presentation_inputs) {
    const Report report = tool.log.report(input_name(path));
    auto lines = or_throw(open_lines(path, tool.files, longest, tool.stop, report));
    tool.report.add_input("nmsg pres",
                          tool.engine.add(make_presentation_input(path, std::move(lines), *tool.schema, &tool.aliases, report,
                                                                  longest, threads_for_text(tool, 1))));
  }
}

void open_json_files(const ToolContext& tool) {
  for (const auto& path : tool.options.json_inputs) {
    const Report report = tool.log.report(input_name(path));
    auto lines = or_throw(open_lines(path, tool.files, tool.options.line, tool.stop, report));
    tool.report.add_input("nmsg json", tool.engine.add(make_json_input(path, std::move(lines), tool.registry, &tool.aliases,
                                                                       report, threads_for_text(tool, 1))));
  }
}

}  // namespace

void open_inputs(const ToolContext& tool) {
  open_interfaces(tool);
  const DecodeLimits limits = limits_of_each(tool.options);
  for (const auto& path : tool.options.schemas.files) or_throw(tool.files.read(path));
  open_captures(tool);
  for (const auto& argument : tool.options.sockets) open_sockets(tool, limits, 'l', argument);
  open_nmsg_files(tool, limits);
  for (const auto& channel : tool.options.channels) {
    for (const auto& socket : channel_sockets(channel)) open_sockets(tool, limits, 'C', socket);
  }
  open_presentation_files(tool);
  open_json_files(tool);
}

bool is_live(const Options& options) {
  return !options.sockets.empty() || !options.channels.empty() || !options.interfaces.empty();
}

std::string socket_complaint(char option, const std::string& argument, const Error& reason) {
  const std::size_t slash = argument.find('/');
  std::string what = fmt::format("bad -{} socket", option);
  if (slash == std::string::npos) {
    what = fmt::format("argument to -{} needs a /", option);
  } else if (slash + 1 == argument.size() || std::isdigit(static_cast<unsigned char>(argument[slash + 1])) == 0) {
    what = "need a port number or range after /";
  } else if (argument.find("..", slash) != std::string::npos) {
    what = fmt::format("bad port range in -{} argument", option);
  }
  return fmt::format("usage error: {}: {}", what, reason.message());
}

}  // namespace nmsgxx::tools

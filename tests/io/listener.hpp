#pragma once

#include <doctest/doctest.h>
#include <netinet/in.h>

#include <memory>
#include <string>
#include <vector>

#include "io/collector.hpp"
#include "io/datagrams.hpp"
#include "nmsgxx/udp_source.hpp"
#include "support/network.hpp"

namespace nmsgxx::test {

/// A UDP source with all that belongs to it.
struct Listener {
  std::vector<Endpoint> endpoints;
  Wakeup wakeup;
  Collector got;
  std::unique_ptr<ContainerSource> source;

  explicit Listener(std::vector<Endpoint> at, const UdpInputOptions& options = {}, const DecodeLimits& limits = {})
      : endpoints(std::move(at)) {
    auto opened = open_udp_source(endpoints, options, limits, wakeup, got.report());
    REQUIRE(opened.has_value());
    source = std::move(*opened);
  }
  explicit Listener(const std::string& address, const UdpInputOptions& options = {}, const DecodeLimits& limits = {})
      : Listener({endpoint(address, free_port(address))}, options, limits) {}

  const SourceStats& stats() const { return source->stats(); }
  PlainSender sender() const { return PlainSender(endpoints.front()); }

  /// Sends datagrams from a new socket, and reads until all of them have arrived.
  void exchange(const std::vector<Octets>& datagrams) {
    const PlainSender to = sender();
    for (const Octets& one : datagrams) to.send(one);
    to.send(mark());
    REQUIRE(got.read_until(*source, kMark));
  }
};

inline std::uint16_t port_of(const Endpoint& endpoint) {
  return ntohs(reinterpret_cast<const sockaddr_in&>(endpoint.address).sin_port);
}

}  // namespace nmsgxx::test

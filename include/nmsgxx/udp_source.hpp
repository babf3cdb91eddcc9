#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

struct UdpInputOptions {
  std::chrono::milliseconds drain{std::chrono::seconds(1)};  ///< how long reading goes on after the wake-up
  int receive_buffer = 16 << 20;                             ///< bytes, beyond the system's limit if the process may exceed it
  /// Lets several sources of this user share each port; the kernel distributes senders among them. Otherwise a port has one
  /// listener, so that nobody can take it over unnoticed. A multicast group may have several in any case, each of which gets
  /// all datagrams.
  bool reuse_port = false;
};

/// Listens on all endpoints, and joins the groups of multicast addresses. The source never ends by itself. Once the wake-up is
/// set, it receives nothing more; what the kernel has received until then is returned for as long as `drain` says, and the rest
/// is only counted.
///
/// @param wakeup  ends the source; must outlive it
/// @param report  called for each datagram that is skipped and for fragments that are given up
/// Errors: system
Result<std::unique_ptr<ContainerSource>> open_udp_source(const std::vector<Endpoint>& endpoints, const UdpInputOptions& options,
                                                         const DecodeLimits& limits, const Wakeup& wakeup, Report report);

}  // namespace nmsgxx

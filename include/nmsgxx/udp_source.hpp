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
  int receive_buffer = 16 << 20;                             ///< octets asked for, by force where that is permitted
  /// Several sources of this user share each port, and the kernel spreads senders over them.  Otherwise a port has one
  /// listener, or it could be taken over unseen; a multicast group may have several, each of which gets all datagrams.
  bool reuse_port = false;
};

/// Listens on all the endpoints, joining multicast groups.  Never ends by itself.  Once the wake-up is set nothing more is let
/// in.  What the kernel has received until then is given out for as long as the options say, and then only counted.
Result<std::unique_ptr<ContainerSource>> open_udp_source(const std::vector<Endpoint>& endpoints, const UdpInputOptions& options,
                                                         const DecodeLimits& limits, const Wakeup& wakeup, Report report);

}  // namespace nmsgxx

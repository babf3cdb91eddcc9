#pragma once

#include <memory>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Paces several senders to one rate.
class RateLimit;
std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second);

struct UdpOutputOptions {
  std::shared_ptr<RateLimit> rate = nullptr;  ///< null for none
  Deadline deadline{};                        ///< when it is over, what is not sent yet fails
  /// Called for each datagram that nobody took (Errc::undelivered).  Its answer does not matter: the datagram is gone, and the
  /// next one may arrive.
  Report report = [](const Error&) {};
};

/// Sends datagrams to one endpoint; broadcast is allowed.  Datagrams are queued and sent together when 32 are there or at
/// flush(); with a rate limit each is sent at its time.
Result<std::unique_ptr<Sink>> open_udp_sink(const Endpoint& endpoint, const UdpOutputOptions& options = {});

}  // namespace nmsgxx

#pragma once

#include <memory>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx {

/// Limits the rate of several sinks together.
class RateLimit;
/// @param datagrams_per_second  above 0
std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second);

struct UdpOutputOptions {
  std::shared_ptr<RateLimit> rate = nullptr;  ///< null for no limit
  Deadline deadline{};                        ///< after it, sending fails
  /// Called for each datagram that nobody received (Errc::undelivered). What it returns is ignored: the datagram is lost, and
  /// the next one may arrive.
  Report report = [](const Error&) {};
};

/// Sends datagrams to one endpoint, which may be a broadcast address. They are queued and sent together by flush(), or when
/// there are 32 of them; with a rate limit, write() sleeps and sends one at a time.
///
/// Errors: system
Result<std::unique_ptr<Sink>> open_udp_sink(const Endpoint& endpoint, const UdpOutputOptions& options = {});

}  // namespace nmsgxx

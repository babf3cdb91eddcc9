#pragma once

#include <memory>

#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// Paces several senders to one rate.
class RateLimit;
std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second);

/// Sends datagrams to one endpoint; broadcast is allowed.  Datagrams are queued and sent together when 32 are there or at
/// flush(); with a rate limit each is sent at its time.
///
/// @param rate  may be null
Result<std::unique_ptr<Sink>> open_udp_sink(const Endpoint& endpoint, std::shared_ptr<RateLimit> rate);

}  // namespace nmsgxx

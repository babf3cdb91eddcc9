#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// A numeric UDP address.
struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;

  bool multicast() const noexcept;
  std::string text() const;  ///< "192.0.2.1/8430"
};

/// Reads `ADDR/PORT` or `ADDR/FIRST..LAST`: a numeric IPv4 or IPv6 address (no brackets, no zone, no name), ports 1 to 65535,
/// not falling, 21 of them at most.  One endpoint for each port.
///
/// Errors: bad_argument, with the reason.
Result<std::vector<Endpoint>> parse_endpoints(std::string_view text);

/// A socket output's address with its rate.
struct OutputEndpoints {
  std::vector<Endpoint> endpoints;
  double rate = 0;         ///< datagrams a second over all of them, 0 for no limit
  std::uint32_t freq = 0;  ///< accepted for nmsgtool's sake; the schedule needs no correction
};

/// Reads `ADDR/PORT[..PORT][,RATE[,FREQ]]`.
Result<OutputEndpoints> parse_output_endpoints(std::string_view text);

}  // namespace nmsgxx

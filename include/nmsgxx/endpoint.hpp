#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// A UDP address and port.
struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;

  bool multicast() const noexcept;  ///< Returns whether it is a group's address.
  std::string text() const;         ///< "192.0.2.1/8430"
};

/// Parses `ADDR/PORT` or `ADDR/FIRST..LAST`: a numeric IPv4 or IPv6 address without brackets or zone, and ports from 1 to
/// 65535, at most 21 of them. Returns one endpoint for each port.
///
/// Errors: bad_argument, with the reason
Result<std::vector<Endpoint>> parse_endpoints(std::string_view text);

/// The addresses of a socket output, with its rate.
struct OutputEndpoints {
  std::vector<Endpoint> endpoints;
  double rate = 0;         ///< datagrams per second, to all endpoints together; 0 for no limit
  std::uint32_t freq = 0;  ///< accepted as nmsgtool does, without effect
};

/// Parses `ADDR/PORT[..PORT][,RATE[,FREQ]]`.
///
/// Errors: bad_argument, with the reason
Result<OutputEndpoints> parse_output_endpoints(std::string_view text);

}  // namespace nmsgxx

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/endpoint.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// Makes an endpoint of a numeric address and a port.
Endpoint endpoint(const std::string& address, std::uint16_t port);

/// Returns a port of the address that nobody has bound. Somebody may bind it at any time.
std::uint16_t free_port(const std::string& address);

/// A plain UDP socket that receives.
class Receiver {
 public:
  /// Binds the port, or a free one if it is 0.
  explicit Receiver(const std::string& address, std::uint16_t port = 0);

  std::uint16_t port() const;
  /// Returns the next datagram, or nothing when none arrives within a second (`wait`) or has arrived (otherwise).
  std::optional<Octets> receive(bool wait = true) const;
  const Descriptor& socket() const noexcept { return socket_; }

 private:
  Descriptor socket_;
};

/// A plain UDP socket that sends to one address; broadcast is allowed.
class PlainSender {
 public:
  explicit PlainSender(const Endpoint& to);

  void send(Bytes datagram) const;
  const Descriptor& socket() const noexcept { return socket_; }

 private:
  Descriptor socket_;
};

/// Where multicast goes in a private network.
enum class Groups { loopback, nowhere };

/// Runs a function on a new thread in a network namespace of its own, with a loopback interface and no other traffic.
///
/// @return false when the system does not permit it; the function was not called then
bool in_private_network(const std::function<void()>& what, Groups groups = Groups::loopback);

}  // namespace nmsgxx::test

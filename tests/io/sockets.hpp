#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "io/descriptor.hpp"
#include "nmsgxx/endpoint.hpp"
#include "wire/octets.hpp"

namespace nmsgxx::test {

/// `ADDR/PORT`
Endpoint endpoint(const std::string& address, std::uint16_t port);

/// A port of the address that nobody has, for now.
std::uint16_t free_port(const std::string& address);

/// A plain socket that receives.
class Receiver {
 public:
  /// On the port, or on any.
  explicit Receiver(const std::string& address, std::uint16_t port = 0);

  std::uint16_t port() const;
  /// The next datagram; nothing when none comes within a second, or is there if it shall not wait.
  std::optional<Octets> receive(bool wait = true) const;
  const Descriptor& socket() const noexcept { return socket_; }

 private:
  Descriptor socket_;
};

/// A plain socket that sends to one address; broadcast is allowed.
class PlainSender {
 public:
  explicit PlainSender(const Endpoint& to);

  void send(Bytes datagram) const;
  const Descriptor& socket() const noexcept { return socket_; }

 private:
  Descriptor socket_;
};

}  // namespace nmsgxx::test

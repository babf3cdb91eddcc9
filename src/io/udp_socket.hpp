#pragma once

#include <cstdint>

#include "io/descriptor.hpp"
#include "io/source_stats.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/udp_source.hpp"

namespace nmsgxx::io {

/// A bound socket, and how many datagrams the kernel dropped because its receive buffer was full.
class UdpSocket {
 public:
  /// Binds a socket, and joins the group of a multicast address.
  ///
  /// Errors: system
  static Result<UdpSocket> open(const Endpoint& endpoint, const UdpInputOptions& options);

  int get() const noexcept { return descriptor_.get(); }

  /// Takes the kernel's counter as it comes with each datagram (SO_RXQ_OVFL).
  void update_drops(std::uint32_t counter) noexcept {
    drops_.update(counter);
    drops_before_last_.update(counter);
  }
  /// Asks the kernel for its counter: no datagram carries what was dropped after the last one.
  void query_drops() noexcept;
  std::uint64_t drops() const noexcept { return drops_.value(); }
  /// Returns how many were dropped after the last datagram that was received.
  std::uint64_t last_drops() const noexcept { return drops_.value() - drops_before_last_.value(); }
  /// Lets no more datagrams into the queue. They are not counted as drops, and other sockets that share the port may get them.
  ///
  /// @return false when the system does not support that for the address
  bool stop_receiving() noexcept;

 private:
  UdpSocket(Descriptor descriptor, const Endpoint& endpoint) noexcept
      : descriptor_(std::move(descriptor)), endpoint_(endpoint) {}

  Descriptor descriptor_;
  Endpoint endpoint_;
  bool filtered_ = false;  // datagrams that the filter refuses raise the kernel's counter
  WrappingCounter drops_;
  WrappingCounter drops_before_last_;  // the counter that came with the last datagram
};

}  // namespace nmsgxx::io

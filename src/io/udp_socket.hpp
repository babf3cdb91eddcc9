#pragma once

#include <cstdint>

#include "io/descriptor.hpp"
#include "io/drop_count.hpp"
#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/udp_source.hpp"

namespace nmsgxx::io {

/// A bound socket and the kernel's count of the datagrams that it had no room for.
class UdpSocket {
 public:
  static Result<UdpSocket> open(const Endpoint& endpoint, const UdpInputOptions& options);

  int get() const noexcept { return descriptor_.get(); }

  /// The count as a received datagram carries it (SO_RXQ_OVFL): 32 bits that go round.
  void note_overflow(std::uint32_t count) noexcept {
    drops_.see(count);
    known_.see(count);
  }
  /// Asks for the count: what was dropped behind the last datagram no datagram tells.
  void ask_drops() noexcept;
  std::uint64_t drops() const noexcept { return drops_.value(); }
  /// Those behind the last datagram.
  std::uint64_t last_drops() const noexcept { return drops_.value() - known_.value(); }
  /// Lets nothing more into the queue.  What is turned away counts as no drop, and others that share the port may get it.
  ///
  /// @return false where that cannot be had
  bool close_door() noexcept;

 private:
  UdpSocket(Descriptor descriptor, const Endpoint& endpoint) noexcept
      : descriptor_(std::move(descriptor)), endpoint_(endpoint) {}

  Descriptor descriptor_;
  Endpoint endpoint_;
  bool filtered_ = false;  // the count rises with what is turned away
  DropCount drops_;
  DropCount known_;  // to the last datagram
};

}  // namespace nmsgxx::io

#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "io/udp_socket.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::io {

struct Datagram {
  Bytes bytes;
  Sender sender;
};

/// Datagrams that one system call brought.  The kernel may join those of one sender that have one size (udp(7), UDP_GRO); they
/// are taken apart here.
class Datagrams {
 public:
  Datagrams();

  /// Receives what is at hand, without waiting; what next() has not given is gone.
  ///
  /// @return false when nothing was there
  Result<bool> receive(UdpSocket& socket);

  /// The next of them, valid until the next receive().
  std::optional<Datagram> next() noexcept;

 private:
  static constexpr std::size_t kCount = 64;
  static constexpr std::size_t kRoom = 65536;  // no datagram is larger
  // Of the kernel's drops, and of the size of those that it joined.
  static constexpr std::size_t kControl = CMSG_SPACE(sizeof(std::uint32_t)) + CMSG_SPACE(sizeof(int));

  void reset() noexcept;
  void note_overflow(UdpSocket& socket) noexcept;
  std::size_t size_of_one(std::size_t message) noexcept;

  std::unique_ptr<std::byte[]> room_;
  std::array<iovec, kCount> pieces_{};
  std::array<sockaddr_storage, kCount> senders_{};
  alignas(cmsghdr) std::array<std::array<std::byte, kControl>, kCount> control_{};
  std::array<mmsghdr, kCount> messages_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;     // message
  std::size_t from_ = 0;     // octet of that message
  std::size_t segment_ = 0;  // of its datagrams, all but the last
};

}  // namespace nmsgxx::io

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

/// The datagrams that one system call received. The kernel may join those that one sender sent with the same size (udp(7),
/// UDP_GRO); they are taken apart here.
class Datagrams {
 public:
  Datagrams();

  /// Receives what has arrived, without waiting. What next() has not returned is lost.
  ///
  /// @return false when nothing had arrived
  Result<bool> receive(UdpSocket& socket);

  /// Returns the next of them, which is valid until the next receive(), or nothing.
  std::optional<Datagram> next() noexcept;

 private:
  static constexpr std::size_t kCount = 64;
  static constexpr std::size_t kRoom = 65536;  // no datagram is larger
  // For the counter of drops, and for the size of joined datagrams.
  static constexpr std::size_t kControl = CMSG_SPACE(sizeof(std::uint32_t)) + CMSG_SPACE(sizeof(int));

  void reset() noexcept;
  void update_drops(UdpSocket& socket) noexcept;
  std::size_t size_of_one(std::size_t message) noexcept;

  std::unique_ptr<std::byte[]> room_;
  std::array<iovec, kCount> pieces_{};
  std::array<sockaddr_storage, kCount> senders_{};
  alignas(cmsghdr) std::array<std::array<std::byte, kControl>, kCount> control_{};
  std::array<mmsghdr, kCount> messages_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;     // message
  std::size_t from_ = 0;     // byte of that message
  std::size_t segment_ = 0;  // size of its datagrams; the last may be smaller
};

}  // namespace nmsgxx::io

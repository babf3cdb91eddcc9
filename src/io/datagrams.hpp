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

/// Datagrams that one system call brought.
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
  static constexpr std::size_t kControl = CMSG_SPACE(sizeof(std::uint32_t));

  void reset() noexcept;
  void note_overflow(UdpSocket& socket) noexcept;

  std::unique_ptr<std::byte[]> room_;
  std::array<iovec, kCount> pieces_{};
  std::array<sockaddr_storage, kCount> senders_{};
  alignas(cmsghdr) std::array<std::array<std::byte, kControl>, kCount> control_{};
  std::array<mmsghdr, kCount> messages_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace nmsgxx::io

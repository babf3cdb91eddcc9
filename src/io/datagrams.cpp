#include "io/datagrams.hpp"

#include <netinet/in.h>

#include <cerrno>
#include <cstring>

#include "io/system_error.hpp"

namespace nmsgxx::io {
namespace {

Sender sender_of(const sockaddr_storage& address) noexcept {
  Sender sender;
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    std::memcpy(&sender.high, six.sin6_addr.s6_addr, sizeof sender.high);
    std::memcpy(&sender.low, six.sin6_addr.s6_addr + sizeof sender.high, sizeof sender.low);
    sender.port = ntohs(six.sin6_port);
  } else {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    sender.low = four.sin_addr.s_addr;
    sender.port = ntohs(four.sin_port);
  }
  return sender;
}

}  // namespace

Datagrams::Datagrams() : room_(std::make_unique_for_overwrite<std::byte[]>(kCount * kRoom)) {
  for (std::size_t i = 0; i < kCount; ++i) pieces_[i] = {room_.get() + i * kRoom, kRoom};
}

void Datagrams::reset() noexcept {
  for (std::size_t i = 0; i < kCount; ++i) {
    msghdr& header = messages_[i].msg_hdr;
    header = {};
    header.msg_name = &senders_[i];
    header.msg_namelen = sizeof senders_[i];
    header.msg_iov = &pieces_[i];
    header.msg_iovlen = 1;
    header.msg_control = control_[i].data();
    header.msg_controllen = kControl;
  }
}

Result<bool> Datagrams::receive(UdpSocket& socket) {
  reset();
  count_ = next_ = 0;
  const int received = recvmmsg(socket.get(), messages_.data(), kCount, MSG_DONTWAIT, nullptr);
  if (received < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    return system_failure("receiving");
  }
  count_ = static_cast<std::size_t>(received);
  note_overflow(socket);
  return count_ > 0;
}

// The last datagram has the newest count.
void Datagrams::note_overflow(UdpSocket& socket) noexcept {
  if (count_ == 0) return;
  msghdr& header = messages_[count_ - 1].msg_hdr;
  for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SO_RXQ_OVFL) continue;
    std::uint32_t dropped = 0;
    std::memcpy(&dropped, CMSG_DATA(item), sizeof dropped);
    socket.note_overflow(dropped);
  }
}

std::optional<Datagram> Datagrams::next() noexcept {
  if (next_ == count_) return std::nullopt;
  const std::size_t i = next_++;
  return Datagram{{room_.get() + i * kRoom, messages_[i].msg_len}, sender_of(senders_[i])};
}

}  // namespace nmsgxx::io

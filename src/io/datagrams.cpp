#include "io/datagrams.hpp"

#include <netinet/in.h>
#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/descriptor.hpp"

namespace nmsgxx::io {
namespace {

// Returns a number that came with a message as control data.
template <class Number>
std::optional<Number> control_value(msghdr& header, int level, int type) noexcept {
  for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item)) {
    if (item->cmsg_level != level || item->cmsg_type != type) continue;
    Number number;
    std::memcpy(&number, CMSG_DATA(item), sizeof number);
    return number;
  }
  return std::nullopt;
}

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
  count_ = next_ = from_ = 0;
  const int received = recvmmsg(socket.get(), messages_.data(), kCount, MSG_DONTWAIT, nullptr);
  if (received < 0) {
    if (errno == EAGAIN || errno == EINTR) return false;
    return system_failure("receive failed");
  }
  count_ = static_cast<std::size_t>(received);
  update_drops(socket);
  return count_ > 0;
}

// The last datagram carries the newest counter.
void Datagrams::update_drops(UdpSocket& socket) noexcept {
  if (count_ == 0) return;
  const auto dropped = control_value<std::uint32_t>(messages_[count_ - 1].msg_hdr, SOL_SOCKET, SO_RXQ_OVFL);
  if (dropped) socket.update_drops(*dropped);
}

std::size_t Datagrams::size_of_one(std::size_t message) noexcept {
  const auto segment = control_value<int>(messages_[message].msg_hdr, IPPROTO_UDP, UDP_GRO);
  return segment && *segment > 0 ? static_cast<std::size_t>(*segment) : kRoom;
}

std::optional<Datagram> Datagrams::next() noexcept {
  if (next_ == count_) return std::nullopt;
  const std::size_t i = next_;
  if (from_ == 0) segment_ = size_of_one(i);
  const std::size_t size = std::min<std::size_t>(segment_, messages_[i].msg_len - from_);
  const Datagram one{{room_.get() + i * kRoom + from_, size}, sender_of(senders_[i])};
  from_ += size;
  if (from_ == messages_[i].msg_len) {
    ++next_;
    from_ = 0;
  }
  return one;
}

}  // namespace nmsgxx::io

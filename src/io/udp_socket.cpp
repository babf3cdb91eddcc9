#include "io/udp_socket.hpp"

#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <array>

#include "io/descriptor.hpp"

namespace nmsgxx::io {
namespace {

void set_receive_buffer(int descriptor, int bytes) noexcept {
  // Beyond the system's limit (rmem_max) if that is permitted.
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) == 0) return;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool join_group(int descriptor, const Endpoint& endpoint) noexcept {
  if (endpoint.address.ss_family == AF_INET6) {
    ipv6_mreq group{};
    group.ipv6mr_multiaddr = reinterpret_cast<const sockaddr_in6&>(endpoint.address).sin6_addr;
    return setsockopt(descriptor, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group, sizeof group) == 0;
  }
  ip_mreqn group{};
  group.imr_multiaddr = reinterpret_cast<const sockaddr_in&>(endpoint.address).sin_addr;
  return setsockopt(descriptor, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) == 0;
}

}  // namespace

Result<UdpSocket> UdpSocket::open(const Endpoint& endpoint, const UdpInputOptions& options) {
  const std::string name = endpoint.text();
  Descriptor descriptor(socket(endpoint.address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!descriptor) return system_failure(name + ": socket failed");
  const int fd = descriptor.get();
  const int on = 1;
  if (endpoint.multicast()) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (options.reuse_port) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
  set_receive_buffer(fd, options.receive_buffer);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.size) != 0) {
    return system_failure(name + ": bind failed");
  }
  if (endpoint.multicast() && !join_group(fd, endpoint)) return system_failure(name + ": joining the multicast group failed");
  return UdpSocket(std::move(descriptor), endpoint);
}

void UdpSocket::query_drops() noexcept {
  if (filtered_) return;
  std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
  socklen_t size = sizeof info;
  if (getsockopt(get(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) == 0 && size >= sizeof info) {
    drops_.update(info[SK_MEMINFO_DROPS]);
  }
}

// A socket that is connected, here to itself, receives nothing from others. For addresses that cannot be connected to, such as
// broadcast, or :: without a ::1, a filter is attached instead. What is dropped between the query and the filter is not
// counted.
bool UdpSocket::stop_receiving() noexcept {
  if (connect(get(), reinterpret_cast<const sockaddr*>(&endpoint_.address), endpoint_.size) == 0) return true;
  query_drops();
  sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program{1, &nothing};
  filtered_ = setsockopt(get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
  return filtered_;
}

}  // namespace nmsgxx::io

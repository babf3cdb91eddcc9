#include "support/network.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

namespace nmsgxx::test {
namespace {

void check(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
}

Descriptor new_socket(const Endpoint& of) {
  Descriptor made(::socket(of.address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  check(made.get(), "socket");
  return made;
}

const sockaddr* plain(const Endpoint& endpoint) {
  return reinterpret_cast<const sockaddr*>(&endpoint.address);
}

bool loopback_up(int socket) {
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_MULTICAST);
  return ioctl(socket, SIOCSIFFLAGS, &request) == 0;
}

bool route_groups(int socket) {
  char loopback[] = "lo";
  rtentry route{};
  route.rt_flags = RTF_UP;
  route.rt_dev = loopback;
  const auto put = [](sockaddr& to, const char* address) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    inet_pton(AF_INET, address, &four.sin_addr);
    std::memcpy(&to, &four, sizeof four);
  };
  put(route.rt_dst, "224.0.0.0");
  put(route.rt_genmask, "240.0.0.0");
  return ioctl(socket, SIOCADDRT, &route) == 0;
}

void route_groups6() {
  const Descriptor socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  in6_rtmsg route{};
  inet_pton(AF_INET6, "ff00::", &route.rtmsg_dst);
  route.rtmsg_dst_len = 8;
  route.rtmsg_metric = 1;
  route.rtmsg_flags = RTF_UP;
  route.rtmsg_ifindex = static_cast<int>(if_nametoindex("lo"));
  ioctl(socket.get(), SIOCADDRT, &route);  // a machine may have no IPv6
}

bool enter(Groups groups) {
  if (unshare(CLONE_NEWNET) != 0) return false;
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!loopback_up(socket.get())) return false;
  if (groups == Groups::nowhere) return true;
  route_groups6();
  return route_groups(socket.get());
}

}  // namespace

Endpoint endpoint(const std::string& address, std::uint16_t port) {
  return parse_endpoints(address + "/" + std::to_string(port)).value().front();
}

std::uint16_t free_port(const std::string& address) {
  return Receiver(address).port();
}

Receiver::Receiver(const std::string& address, std::uint16_t port) {
  Endpoint own = endpoint(address, port == 0 ? 1 : port);
  if (port == 0) reinterpret_cast<sockaddr_in&>(own.address).sin_port = 0;
  socket_ = new_socket(own);
  check(bind(socket_.get(), plain(own), own.size), "bind");
}

std::uint16_t Receiver::port() const {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  check(getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&own), &size), "getsockname");
  return ntohs(reinterpret_cast<const sockaddr_in&>(own).sin_port);
}

std::optional<Octets> Receiver::receive(bool wait) const {
  pollfd item{socket_.get(), POLLIN, 0};
  if (poll(&item, 1, wait ? 1000 : 0) <= 0) return std::nullopt;
  Octets datagram(65536);
  const ssize_t got = recv(socket_.get(), datagram.data(), datagram.size(), 0);
  check(static_cast<int>(got), "recv");
  datagram.resize(static_cast<std::size_t>(got));
  return datagram;
}

PlainSender::PlainSender(const Endpoint& to) : socket_(new_socket(to)) {
  const int on = 1;
  check(setsockopt(socket_.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on), "SO_BROADCAST");
  check(connect(socket_.get(), plain(to), to.size), "connect");
}

void PlainSender::send(Bytes datagram) const {
  check(static_cast<int>(::send(socket_.get(), datagram.data(), datagram.size(), 0)), "send");
}

bool in_private_network(const std::function<void()>& what, Groups groups) {
  bool entered = false;
  std::thread([&] {
    entered = enter(groups);
    if (entered) what();
  }).join();
  return entered;
}

}  // namespace nmsgxx::test

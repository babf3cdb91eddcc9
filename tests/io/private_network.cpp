#include "io/private_network.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <sys/ioctl.h>

#include <cstring>
#include <thread>

#include "io/descriptor.hpp"

namespace nmsgxx::test {
namespace {

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

bool in_private_network(const std::function<void()>& what, Groups groups) {
  bool entered = false;
  std::thread([&] {
    entered = enter(groups);
    if (entered) what();
  }).join();
  return entered;
}

}  // namespace nmsgxx::test

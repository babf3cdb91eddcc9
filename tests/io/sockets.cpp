#include "io/sockets.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

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

}  // namespace nmsgxx::test

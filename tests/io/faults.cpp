#include "io/faults.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

// One thread is enough for these tests.
namespace nmsgxx::test {
namespace {

Faults faults;
std::size_t seen = 0;

bool fails(std::string_view call) noexcept {
  if (call != faults.call) return false;
  const std::size_t number = seen++;
  if (faults.error == 0 || number < faults.first || number - faults.first >= faults.count) return false;
  errno = faults.error;
  return true;
}

std::size_t allowed(std::size_t size) noexcept {
  return faults.most_octets == 0 ? size : std::min(size, faults.most_octets);
}

}  // namespace

void Faults::begin(const Faults& wanted) {
  faults = wanted;
  seen = 0;
}
void Faults::end() {
  faults = {};
}
std::size_t Faults::calls() {
  return seen;
}

}  // namespace nmsgxx::test

// In the place of those of the C library.
extern "C" {

ssize_t read(int descriptor, void* to, size_t size) {
  if (nmsgxx::test::fails("read")) return -1;
  return syscall(SYS_read, descriptor, to, nmsgxx::test::allowed(size));
}

ssize_t write(int descriptor, const void* from, size_t size) {
  if (nmsgxx::test::fails("write")) return -1;
  return syscall(SYS_write, descriptor, from, nmsgxx::test::allowed(size));
}

int poll(pollfd* items, nfds_t count, int timeout) {
  if (nmsgxx::test::fails("poll")) return -1;
  return static_cast<int>(syscall(SYS_poll, items, count, timeout));
}

int recvmmsg(int socket, mmsghdr* messages, unsigned count, int flags, timespec* timeout) {
  if (nmsgxx::test::fails("recvmmsg")) return -1;
  return static_cast<int>(syscall(SYS_recvmmsg, socket, messages, count, flags, timeout));
}

int sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) {
  if (nmsgxx::test::fails("sendmmsg")) return -1;
  return static_cast<int>(syscall(SYS_sendmmsg, socket, messages, count, flags));
}
}

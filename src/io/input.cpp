#include "nmsgxx/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "io/descriptor.hpp"
#include "nmsgxx/bytes.hpp"

namespace nmsgxx {
namespace {

constexpr std::size_t kHead = 4;

// File magics: https://www.tcpdump.org/manpages/pcap-savefile.5.html, with the two that Kuznetzov's libpcap and nanosecond
// captures use, in either order; pcapng: draft-ietf-opsawg-pcapng, 4.1.
InputKind kind_of(Bytes head) noexcept {
  if (head.empty()) return InputKind::empty;
  if (head.size() < kHead) return InputKind::unknown;
  std::uint32_t magic = 0;
  for (std::size_t i = 0; i < kHead; ++i) magic = magic << 8 | static_cast<std::uint32_t>(head[i]);
  switch (magic) {
    case 0x4E4D5347: return InputKind::nmsg;
    case 0xA1B2C3D4:
    case 0xD4C3B2A1:
    case 0xA1B23C4D:
    case 0x4D3CB2A1:
    case 0xA1B2CD34:
    case 0x34CDB2A1:
    case 0x0A0D0D0A: return InputKind::capture;
    default: return InputKind::unknown;
  }
}

}  // namespace

Result<int> open_unread(const std::string& path) {
  // Without O_NONBLOCK a named pipe that nobody writes to would keep one in open(), where no wake-up is seen.
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  Descriptor descriptor(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path.c_str(), kFlags));
  struct stat status {};
  const auto unopened = [&path] { return io::system_failure("unable to open " + path + " for reading"); };
  if (!descriptor || fstat(descriptor.get(), &status) != 0) return unopened();
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return unopened();
  }
  return descriptor.release();
}

Result<OpenedInput> open_input(const std::string& path, const Wakeup& wakeup) {
  const auto number = open_unread(path);
  if (!number) return tl::unexpected(number.error());
  Descriptor descriptor(*number);
  OpenedInput opened;
  bool woken = false;
  while (opened.head.size() < kHead) {
    woken = wait_readable(descriptor.get(), wakeup) == Wait::woken;
    if (woken) break;
    std::byte octets[kHead];
    const ssize_t got = read(descriptor.get(), octets, kHead - opened.head.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return io::system_failure((path == "-" ? "standard input" : path) + ": read failed");
    if (got == 0) break;
    opened.head.insert(opened.head.end(), octets, octets + got);
  }
  opened.kind = woken ? InputKind::empty : kind_of(opened.head);
  opened.descriptor = descriptor.release();
  return opened;
}

}  // namespace nmsgxx

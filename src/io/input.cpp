#include "nmsgxx/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/endian.hpp"
#include "io/descriptor.hpp"
#include "io/pcap_format.hpp"
#include "nmsgxx/bytes.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {
namespace {

constexpr std::size_t kHead = 4;  // every kind of file begins with four bytes that are its own

bool is_capture(std::uint32_t magic) noexcept {
  return magic == io::kPcapMicroseconds || magic == io::kPcapNanoseconds || magic == io::kPcapKuznetzov ||
         magic == io::kPcapngSection;
}

InputKind kind_of(Bytes head) noexcept {
  if (head.empty()) return InputKind::empty;
  if (head.size() < kHead) return InputKind::unknown;
  const auto header = parse_header(head);
  if (header || header.error().code != Errc::bad_magic) return InputKind::nmsg;
  const bool capture =
      is_capture(base::load_big<std::uint32_t>(head.data())) || is_capture(base::load_little<std::uint32_t>(head.data()));
  return capture ? InputKind::capture : InputKind::unknown;
}

}  // namespace

Result<int> open_unread(const std::string& path) {
  // Without O_NONBLOCK, open() would block on a named pipe that nobody writes to, and no wake-up would end it.
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
    std::byte bytes[kHead];
    const ssize_t got = read(descriptor.get(), bytes, kHead - opened.head.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return io::system_failure((path == "-" ? "standard input" : path) + ": read failed");
    if (got == 0) break;
    opened.head.insert(opened.head.end(), bytes, bytes + got);
  }
  opened.kind = woken ? InputKind::empty : kind_of(opened.head);
  opened.descriptor = descriptor.release();
  return opened;
}

}  // namespace nmsgxx

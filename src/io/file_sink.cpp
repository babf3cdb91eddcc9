#include "nmsgxx/file_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <optional>

#include "io/descriptor.hpp"
#include "io/stream_sink.hpp"

namespace nmsgxx {
namespace {

using namespace std::chrono_literals;

/// Returns the type of an open file (S_IFMT), or nothing if the system refuses.
std::optional<mode_t> kind_of(int descriptor) noexcept {
  struct stat status {};
  return fstat(descriptor, &status) == 0 ? std::optional(status.st_mode & S_IFMT) : std::nullopt;
}

bool is_fifo(const std::string& path) noexcept {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// Returns whether what is written goes to a reader, who may be slow, and not to a disk.
bool may_stall(int descriptor) noexcept {
  const auto kind = kind_of(descriptor);
  return kind && *kind != S_IFREG && *kind != S_IFBLK;
}

/// Returns whether a write may block until somebody reads.
bool blocks(int descriptor) noexcept {
  const int flags = fcntl(descriptor, F_GETFL);
  return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && (flags & O_NONBLOCK) == 0 && may_stall(descriptor);
}

class StreamSink final : public Sink {
 public:
  StreamSink(Descriptor descriptor, std::string name, const Deadline& deadline)
      : descriptor_(std::move(descriptor)),
        name_(std::move(name)),
        deadline_(deadline),
        polls_first_(deadline.wakeup != nullptr && blocks(descriptor_.get())) {
    if (!may_stall(descriptor_.get())) deadline_.grace += kFileGrace;
  }

  // After a partial write nothing may follow: a failure is permanent.
  Result<void> write(Bytes bytes) override {
    if (written_) written_ = write_all(bytes);
    return written_;
  }
  Result<void> flush() override { return written_; }
  Result<void> close() override {
    if (descriptor_ && !descriptor_.close() && written_) written_ = io::system_failure(name_ + ": close failed");
    return written_;
  }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  Result<void> write_all(Bytes bytes) {
    stats_.writes.add();
    // This is not checked again in a write to a file, which waits for no reader.
    if (deadline_.over()) return unwritten(bytes);
    while (!bytes.empty()) {
      if (polls_first_ && !wait_for_room()) return unwritten(bytes);
      const std::size_t most = polls_first_ ? std::min(bytes.size(), kNeverBlocks) : bytes.size();
      const ssize_t written = ::write(descriptor_.get(), bytes.data(), most);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0 && errno == EAGAIN) {
        if (!wait_for_room()) return unwritten(bytes);
        continue;
      }
      if (written < 0) return io::system_failure(name_ + ": write failed");
      stats_.octets.add(static_cast<std::uint64_t>(written));
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
  }

  // The deadline counts even if there is room: a slow reader must not hold up the end either.
  bool wait_for_room() const noexcept { return !deadline_.over() && wait_writable(descriptor_.get(), deadline_); }

  tl::unexpected<Error> unwritten(Bytes rest) const {
    return fail(Errc::system, 0,
                name_ + ": " + std::to_string(rest.size()) + " bytes were not written before the run had to end");
  }

  // Files get more time, because their turn may come only after another output has given up.
  static constexpr auto kFileGrace = 250ms;
  // A pipe or socket that poll() finds writable takes this many bytes at once (pipe(7)).
  static constexpr std::size_t kNeverBlocks = PIPE_BUF;

  Descriptor descriptor_;
  std::string name_;
  Deadline deadline_;
  bool polls_first_;  // a write might block
  Result<void> written_;
  SinkStats stats_;
};

/// Opens the path. If it is a named pipe, waits until somebody opens it for reading.
Result<Descriptor> open_for_writing(const std::string& path, const Deadline& deadline) {
  constexpr auto kRetry = 20ms;
  const Deadline at_once{deadline.wakeup};
  while (true) {
    // Without O_NONBLOCK, open() would block on a named pipe that nobody reads, and no wake-up would end it.
    constexpr int kFlags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    Descriptor descriptor(open(path.c_str(), kFlags, io::kFileMode));
    if (descriptor) return descriptor;
    const int error = errno;
    if (error == ENXIO && is_fifo(path) && wait_until(Deadline::Clock::now() + kRetry, at_once)) continue;
    errno = error;
    return io::system_failure("unable to open " + path + " for writing");
  }
}

bool empty_file(int descriptor) noexcept {
  const auto kind = kind_of(descriptor);
  return kind && (*kind != S_IFREG || ftruncate(descriptor, 0) == 0);
}

/// Opens standard output anew if possible: other processes share the present one and do not expect it to be non-blocking.
Result<Descriptor> standard_output(const Deadline& deadline) {
  if (deadline.wakeup != nullptr && blocks(STDOUT_FILENO)) {
    Descriptor own(open("/proc/self/fd/1", O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (own) return own;
  }
  Descriptor copy(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!copy) return io::system_failure("standard output: open failed");
  return copy;
}

}  // namespace

std::unique_ptr<Sink> io::make_stream_sink(Descriptor descriptor, const std::string& name, const Deadline& deadline) {
  return std::make_unique<StreamSink>(std::move(descriptor), name, deadline);
}

Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path, const Deadline& deadline, FilesInUse* files) {
  const bool standard = path == "-";
  auto opened = standard ? standard_output(deadline) : open_for_writing(path, deadline);
  if (!opened) return tl::unexpected(opened.error());
  // Only the open file can be compared with those in use, so that it is not truncated before.
  if (files != nullptr) {
    if (auto added = files->write(opened->get(), path); !added) return tl::unexpected(added.error());
  }
  if (!standard && !empty_file(opened->get())) return io::system_failure("unable to empty " + path);
  return io::make_stream_sink(std::move(*opened), standard ? "standard output" : path, deadline);
}

}  // namespace nmsgxx

#include "nmsgxx/file_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "io/descriptor.hpp"
#include "io/system_error.hpp"

namespace nmsgxx {
namespace {

class StreamSink final : public Sink {
 public:
  StreamSink(Descriptor descriptor, std::string name) : descriptor_(std::move(descriptor)), name_(std::move(name)) {}

  // Behind octets that are not whole nothing may follow: a failure is for good.
  Result<void> write(Bytes bytes) override {
    if (written_) written_ = write_all(bytes);
    return written_;
  }
  Result<void> flush() override { return written_; }
  Result<void> close() override {
    if (descriptor_ && !descriptor_.close() && written_) written_ = io::system_failure(name_);
    return written_;
  }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  Result<void> write_all(Bytes bytes) {
    stats_.writes.add();
    while (!bytes.empty()) {
      const ssize_t octets = ::write(descriptor_.get(), bytes.data(), bytes.size());
      if (octets < 0 && errno == EINTR) continue;
      if (octets < 0 && errno == EAGAIN) {
        pollfd item{descriptor_.get(), POLLOUT, 0};
        poll(&item, 1, -1);
        continue;
      }
      if (octets < 0) return io::system_failure(name_);
      stats_.octets.add(static_cast<std::uint64_t>(octets));
      bytes = bytes.subspan(static_cast<std::size_t>(octets));
    }
    return {};
  }

  Descriptor descriptor_;
  std::string name_;
  Result<void> written_;
  SinkStats stats_;
};

Result<Descriptor> open_for_writing(const std::string& path, int flags) {
  constexpr mode_t kMode = 0644;
  Descriptor descriptor(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, kMode));
  if (!descriptor) return io::system_failure("unable to open " + path + " for writing");
  return descriptor;
}

bool empty_file(int descriptor) noexcept {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return false;
  return !S_ISREG(status.st_mode) || ftruncate(descriptor, 0) == 0;
}

}  // namespace

Result<std::unique_ptr<Sink>> open_file_sink(const std::string& path, FilesInUse* files) {
  const bool standard = path == "-";
  auto opened = standard ? Descriptor(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)) : open_for_writing(path, 0);
  if (!opened) return tl::unexpected(opened.error());
  if (!*opened) return io::system_failure("standard output");
  // Only the open file is certain to be none that is read; until then it must not lose anything.
  if (files != nullptr) {
    if (auto added = files->write(opened->get(), path); !added) return tl::unexpected(added.error());
  }
  if (!standard && !empty_file(opened->get())) return io::system_failure("unable to empty " + path);
  return std::make_unique<StreamSink>(std::move(*opened), standard ? "standard output" : path);
}

Result<std::unique_ptr<Sink>> create_file_sink(const std::string& path) {
  return open_for_writing(path, O_EXCL).map([&](Descriptor descriptor) -> std::unique_ptr<Sink> {
    return std::make_unique<StreamSink>(std::move(descriptor), path);
  });
}

}  // namespace nmsgxx

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/descriptor.hpp"
#include "io/stream_buffer.hpp"

namespace nmsgxx::io {
namespace {

constexpr std::size_t kPiece = 64 << 10;
// Reading this again costs next to nothing.
constexpr std::size_t kSmall = 4 << 10;
// Several large pages, because what lies at a window's end is mapped twice.
constexpr std::uint64_t kWindow = 4 * MappedWindow::kAlignment;

class FileBuffer final : public StreamBuffer {
 public:
  FileBuffer(Descriptor descriptor, std::uint64_t head_size, bool map) : descriptor_(std::move(descriptor)), map_(map) {
    const off_t at = lseek(descriptor_.get(), 0, SEEK_CUR);
    begin_ = static_cast<std::uint64_t>(std::max<off_t>(at, 0)) - head_size;
    size_ = regular_file_size(descriptor_.get()).value_or(0);
    posix_fadvise(descriptor_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  }

  void attach(StreamStorage& storage) override {
    storage_ = &storage;
    storage.window = window_;
    if (window_) return;
    // What was read into another storage is read again.
    unread_ = {};
    at_end_ = false;
  }
  Result<bool> fill(std::size_t wanted) override;
  void detach() override {}
  Result<void> verify() const override {
    if (!window_ || !window_->damaged()) return {};
    return fail(Errc::system, offset(), "the file became shorter while it was read, or cannot be read");
  }
  Result<void> verify_end() const override {
    if (at() >= size_) return verify();
    return file_became_shorter(offset());
  }

 private:
  /// The place of the first unread byte in the file.
  std::uint64_t at() const noexcept { return begin_ + offset(); }
  std::size_t read_ahead(std::size_t wanted) noexcept;
  bool map(std::uint64_t wanted, std::uint64_t size);
  Result<void> copy(std::size_t wanted, std::uint64_t file_size);

  Descriptor descriptor_;
  bool map_;
  std::uint64_t begin_;     // where the stream begins in the file
  std::uint64_t size_ = 0;  // the largest that the file was ever seen to have
  // The last read that was not small.
  std::uint64_t read_from_ = 0;
  std::size_t read_size_ = 0;
  std::shared_ptr<const MappedWindow> window_;
  StreamStorage* storage_ = nullptr;
};

Result<bool> FileBuffer::fill(std::size_t wanted) {
  if (auto sound = verify(); !sound) return tl::unexpected(sound.error());
  struct stat status {};
  if (fstat(descriptor_.get(), &status) != 0) return system_failure("read failed", offset());
  const auto size = static_cast<std::uint64_t>(status.st_size);
  size_ = std::max(size_, size);
  wanted = read_ahead(wanted);
  if (!map_ || !map(wanted, size)) {
    if (auto copied = copy(wanted, size); !copied) return tl::unexpected(copied.error());
  }
  return true;
}

// When little was taken of the last read, twice as much as wanted is read, so that the next such call need not read it all
// again.
std::size_t FileBuffer::read_ahead(std::size_t wanted) noexcept {
  if (wanted <= kSmall) return wanted;
  const bool took_little = at() - read_from_ < read_size_ / 2;
  read_from_ = at();
  read_size_ = wanted;
  return took_little ? 2 * wanted : wanted;
}

bool FileBuffer::map(std::uint64_t wanted, std::uint64_t size) {
  if (at() >= size) return false;
  const std::uint64_t offset = at() - at() % MappedWindow::kAlignment;
  const std::uint64_t end = std::min(std::max(offset + kWindow, at() + wanted), size);
  // The old window goes first: its address range is free then, unless a batch still points into it.
  window_.reset();
  storage_->window.reset();
  window_ = MappedWindow::open(descriptor_.get(), offset, end);
  storage_->window = window_;
  if (!window_) return false;
  unread_ = window_->bytes().subspan(at() - offset);
  at_end_ = end == size;
  return true;
}

Result<void> FileBuffer::copy(std::size_t wanted, std::uint64_t file_size) {
  window_.reset();
  storage_->window.reset();
  unread_ = {};
  std::vector<std::byte>& room = *storage_->read;
  const std::size_t size = std::max(wanted + kHeaderSize, kPiece);
  if (room.size() < size) room.resize(size);
  std::size_t filled = 0;
  while (filled < wanted) {
    const ssize_t got = pread(descriptor_.get(), room.data() + filled, size - filled, static_cast<off_t>(at() + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read failed", offset());
    filled += static_cast<std::size_t>(got);
    at_end_ = got == 0;
    if (at_end_) break;
  }
  at_end_ = at_end_ || at() + filled >= file_size;
  unread_ = Bytes(room).first(filled);
  return {};
}

}  // namespace

std::unique_ptr<StreamBuffer> make_file_buffer(Descriptor descriptor, std::uint64_t head_size, bool map) {
  return std::make_unique<FileBuffer>(std::move(descriptor), head_size, map);
}

}  // namespace nmsgxx::io

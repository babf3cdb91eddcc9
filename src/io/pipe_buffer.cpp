#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/descriptor.hpp"
#include "io/stream_buffer.hpp"

namespace nmsgxx::io {
namespace {

// As much as fits into a pipe, and nearly into the processor's nearest cache.
constexpr std::size_t kPiece = 64 << 10;

// Copying this costs next to nothing.
constexpr std::size_t kSmall = 16 << 10;

class PipeBuffer final : public StreamBuffer {
 public:
  PipeBuffer(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup)
      : descriptor_(std::move(descriptor)),
        carried_(std::make_shared<std::vector<std::byte>>(std::move(head))),
        wakeup_(wakeup) {
    unread_ = *carried_;
  }

  void attach(StreamStorage& storage) override {
    storage_ = &storage;
    if (unread_.size() <= kSmall) {
      move_unread(unread_.size());
    } else if (storage.read != carried_) {
      spare_ = std::exchange(storage.read, carried_);
    }
    carried_.reset();
  }
  Result<bool> fill(std::size_t wanted) override;
  void detach() override { carried_ = storage_->read; }

 private:
  using Buffer = std::shared_ptr<std::vector<std::byte>>;

  void move_unread(std::size_t room);
  std::span<std::byte> room_for(std::size_t wanted);

  Descriptor descriptor_;
  Buffer carried_;  // between two storages: what holds the unread bytes; batches may point to those before them
  Buffer spare_;
  StreamStorage* storage_ = nullptr;
  const Wakeup& wakeup_;
};

// Moves the unread bytes to the front of a buffer of at least that size into which no other batch points.
void PipeBuffer::move_unread(std::size_t room) {
  const Buffer from = carried_ ? std::exchange(carried_, nullptr) : storage_->read;
  Buffer& to = storage_->read;
  if (to.use_count() > (to == from ? 2 : 1)) {
    to = spare_.use_count() == 1 ? std::exchange(spare_, nullptr) : std::make_shared<std::vector<std::byte>>();
  }
  const std::size_t kept = unread_.size();
  if (to != from && to->size() < room) to->resize(room);
  if (kept > 0) std::memmove(to->data(), unread_.data(), kept);
  if (to->size() < room) to->resize(room);
  unread_ = Bytes(*to).first(kept);
}

// A large container is read in one piece, and no further than the header after it, so that less is carried to the next batch.
std::span<std::byte> PipeBuffer::room_for(std::size_t wanted) {
  const std::size_t kept = unread_.size();
  const std::size_t size = std::max(wanted > kept ? wanted - kept : 0, kPiece);
  const auto taken = static_cast<std::size_t>(unread_.data() - storage_->read->data());
  if (taken + kept + size > storage_->read->size()) {
    // When little was taken, the buffer grows by what is moved now, so that as much can be read before it is moved again.
    move_unread(kept + size + (taken > 0 && taken < kept ? kept : 0));
  }
  return {const_cast<std::byte*>(unread_.data()) + kept, size};
}

Result<bool> PipeBuffer::fill(std::size_t wanted) {
  const auto room = room_for(wanted + kHeaderSize);
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return false;
    const ssize_t got = read(descriptor_.get(), room.data(), room.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return system_failure("read failed", offset());
    at_end_ = got == 0;
    unread_ = {unread_.data(), unread_.size() + static_cast<std::size_t>(got)};
    return true;
  }
}

}  // namespace

std::unique_ptr<StreamBuffer> make_pipe_buffer(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup) {
  return std::make_unique<PipeBuffer>(std::move(descriptor), std::move(head), wakeup);
}

}  // namespace nmsgxx::io

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/descriptor.hpp"
#include "io/stream_octets.hpp"

namespace nmsgxx::io {
namespace {

// As much as fits into the processor's nearest cache, and into a pipe.
constexpr std::size_t kPiece = 64 << 10;

// What is copied in no time.
constexpr std::size_t kSmall = 16 << 10;

class PipeOctets final : public StreamOctets {
 public:
  PipeOctets(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup)
      : StreamOctets(0),
        descriptor_(std::move(descriptor)),
        carried_(std::make_shared<std::vector<std::byte>>(std::move(head))),
        wakeup_(wakeup) {
    unread_ = *carried_;
  }

  void begin(StreamStorage& storage) override {
    storage_ = &storage;
    if (unread_.size() <= kSmall) {
      move_unread(unread_.size());
    } else if (storage.read != carried_) {
      spare_ = std::exchange(storage.read, carried_);
    }
    carried_.reset();
  }
  Result<bool> more(std::size_t wanted) override;
  void end() override { carried_ = storage_->read; }

 private:
  using Buffer = std::shared_ptr<std::vector<std::byte>>;

  void move_unread(std::size_t room);
  std::span<std::byte> room_behind(std::size_t wanted);

  Descriptor descriptor_;
  Buffer carried_;  // between two storages: where the unread octets are; batches may look at those in front of them
  Buffer spare_;
  StreamStorage* storage_ = nullptr;
  const Wakeup& wakeup_;
};

// To the front of a buffer that no other batch looks at, of at least that size.
void PipeOctets::move_unread(std::size_t room) {
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

// A larger container is read in one piece, and no further than to the header behind it: less to carry.
std::span<std::byte> PipeOctets::room_behind(std::size_t wanted) {
  const std::size_t kept = unread_.size();
  const std::size_t size = std::max(wanted > kept ? wanted - kept : 0, kPiece);
  const auto in_front = static_cast<std::size_t>(unread_.data() - storage_->read->data());
  if (in_front + kept + size > storage_->read->size()) {
    // When little was taken, more room makes the next move wait for as many octets as it will move.
    move_unread(kept + size + (in_front > 0 && in_front < kept ? kept : 0));
  }
  return {const_cast<std::byte*>(unread_.data()) + kept, size};
}

Result<bool> PipeOctets::more(std::size_t wanted) {
  const auto room = room_behind(wanted + kHeaderSize);
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return false;
    const ssize_t octets = read(descriptor_.get(), room.data(), room.size());
    if (octets < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (octets < 0) return system_failure("read failed", offset());
    at_end_ = octets == 0;
    unread_ = {unread_.data(), unread_.size() + static_cast<std::size_t>(octets)};
    return true;
  }
}

}  // namespace

std::unique_ptr<StreamOctets> make_pipe_octets(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup) {
  return std::make_unique<PipeOctets>(std::move(descriptor), std::move(head), wakeup);
}

}  // namespace nmsgxx::io

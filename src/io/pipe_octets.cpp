#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "io/stream_octets.hpp"
#include "io/system_error.hpp"

namespace nmsgxx::io {
namespace {

// As much as fits into the processor's nearest cache, and into a pipe.
constexpr std::size_t kPiece = 64 << 10;

class PipeOctets final : public StreamOctets {
 public:
  PipeOctets(Descriptor descriptor, std::vector<std::byte> head, const Wakeup& wakeup)
      : StreamOctets(0), descriptor_(std::move(descriptor)), carried_(std::move(head)), wakeup_(wakeup) {}

  void begin(StreamStorage& storage) override {
    storage_ = &storage;
    std::vector<std::byte>& room = storage.read;
    if (room.size() < carried_.size()) room.resize(carried_.size());
    std::copy(carried_.begin(), carried_.end(), room.begin());
    unread_ = Bytes(room).first(carried_.size());
  }
  Result<bool> more(std::size_t wanted) override;
  void end() override { carried_.assign(unread_.begin(), unread_.end()); }

 private:
  std::span<std::byte> room_behind(std::size_t wanted);

  Descriptor descriptor_;
  std::vector<std::byte> carried_;  // from one storage to the next
  StreamStorage* storage_ = nullptr;
  const Wakeup& wakeup_;
};

// A larger container is read in one piece, and no further than to the header behind it: less to carry.
std::span<std::byte> PipeOctets::room_behind(std::size_t wanted) {
  std::vector<std::byte>& room = storage_->read;
  const std::size_t kept = unread_.size();
  if (kept > 0) std::memmove(room.data(), unread_.data(), kept);
  const std::size_t size = std::max(wanted > kept ? wanted - kept : 0, kPiece);
  if (room.size() < kept + size) room.resize(kept + size);
  unread_ = Bytes(room).first(kept);
  return {room.data() + kept, size};
}

Result<bool> PipeOctets::more(std::size_t wanted) {
  const auto room = room_behind(wanted + kHeaderSize);
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return false;
    const ssize_t octets = read(descriptor_.get(), room.data(), room.size());
    if (octets < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (octets < 0) return fail(Errc::system, offset(), std::generic_category().message(errno));
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

#include "nmsgxx/udp_sink.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "io/descriptor.hpp"
#include "io/rate_limit.hpp"
#include "io/system_error.hpp"

namespace nmsgxx {
namespace {

constexpr std::size_t kQueue = 32;
constexpr int kSendBuffer = 1 << 20;
constexpr suseconds_t kFullMicroseconds = 100'000;  // how long a full queue is waited for before a datagram is given up

class UdpSink final : public Sink {
 public:
  UdpSink(Descriptor descriptor, std::string name, std::shared_ptr<RateLimit> rate)
      : descriptor_(std::move(descriptor)), name_(std::move(name)), rate_(std::move(rate)) {}

  Result<void> write(Bytes bytes) override {
    octets_.insert(octets_.end(), bytes.begin(), bytes.end());
    ends_.push_back(octets_.size());
    return ends_.size() == kQueue || rate_ ? flush() : Result<void>{};
  }

  Result<void> flush() override {
    if (ends_.empty()) return {};
    auto sent = send_all();
    ask_for_answer();
    octets_.clear();
    ends_.clear();
    return sent;
  }

  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  void point_at_queue() noexcept;
  Result<void> send_all();
  void note_sent(std::size_t first, std::size_t count) noexcept;
  void ask_for_answer() noexcept;
  static bool is_loss(int error) noexcept;
  tl::unexpected<Error> too_bad(std::size_t datagram) const;

  Descriptor descriptor_;
  std::string name_;
  std::shared_ptr<RateLimit> rate_;
  std::vector<std::byte> octets_;  // of all datagrams in the queue
  std::vector<std::size_t> ends_;  // where each of them ends
  std::array<iovec, kQueue> pieces_{};
  std::array<mmsghdr, kQueue> messages_{};
  SinkStats stats_;
};

void UdpSink::point_at_queue() noexcept {
  std::size_t from = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    pieces_[i] = {octets_.data() + from, ends_[i] - from};
    messages_[i] = {};
    messages_[i].msg_hdr.msg_iov = &pieces_[i];
    messages_[i].msg_hdr.msg_iovlen = 1;
    from = ends_[i];
  }
}

// The answer to a datagram that nobody took is told to one that is sent later, instead of sending it; in the middle of a
// call the kernel only stops, and forgets why.
Result<void> UdpSink::send_all() {
  point_at_queue();
  bool stopped = false;    // before `next`
  bool try_again = false;  // `next` was tried before
  for (std::size_t next = 0; next < ends_.size();) {
    const std::size_t wanted = rate_ ? 1 : ends_.size() - next;
    if (rate_) rate_->wait();
    const int result = sendmmsg(descriptor_.get(), &messages_[next], static_cast<unsigned>(wanted), 0);
    if (result < 0 && errno == EINTR) continue;
    if (result < 0) {
      if (!is_loss(errno)) return too_bad(next);
      stats_.refused.add();
      try_again = errno == ECONNREFUSED && !try_again;
      if (!try_again) ++next;
      stopped = false;
      continue;
    }
    const auto sent = static_cast<std::size_t>(result);
    if (stopped) stats_.refused.add();
    stopped = sent < wanted;
    try_again = false;
    note_sent(next, sent);
    next += sent;
  }
  return {};
}

void UdpSink::note_sent(std::size_t first, std::size_t count) noexcept {
  stats_.writes.add(count);
  for (std::size_t i = first; i < first + count; ++i) stats_.octets.add(pieces_[i].iov_len);
}

void UdpSink::ask_for_answer() noexcept {
  int answer = 0;
  socklen_t size = sizeof answer;
  getsockopt(descriptor_.get(), SOL_SOCKET, SO_ERROR, &answer, &size);
  if (answer != 0) stats_.refused.add();
}

// What keeps a datagram from its receiver and may be over with the next: no listener, no way there, no room (EAGAIN: not
// even after kFullMicroseconds).
bool UdpSink::is_loss(int error) noexcept {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == ENETDOWN || error == EAGAIN ||
         error == ENOBUFS;
}

tl::unexpected<Error> UdpSink::too_bad(std::size_t datagram) const {
  return io::system_failure(name_ + ": a datagram of " + std::to_string(pieces_[datagram].iov_len) + " octets");
}

}  // namespace

Result<std::unique_ptr<Sink>> open_udp_sink(const Endpoint& endpoint, std::shared_ptr<RateLimit> rate) {
  const std::string name = endpoint.text();
  Descriptor descriptor(socket(endpoint.address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!descriptor) return io::system_failure(name);
  const int on = 1;
  setsockopt(descriptor.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  constexpr timeval kFull{0, kFullMicroseconds};
  setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDTIMEO, &kFull, sizeof kFull);
  if (connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.size) != 0) {
    return io::system_failure(name);
  }
  return std::make_unique<UdpSink>(std::move(descriptor), name, std::move(rate));
}

}  // namespace nmsgxx

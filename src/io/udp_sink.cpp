#include "nmsgxx/udp_sink.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

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
constexpr int kFullMilliseconds = 100;  // how long a full queue is waited for before a datagram is given up

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
    auto sent = send_all();
    octets_.clear();
    ends_.clear();
    return sent;
  }

  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  void point_at_queue() noexcept;
  Result<void> send_all();
  Result<bool> forgive(std::size_t datagram, bool& waited);

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

Result<void> UdpSink::send_all() {
  point_at_queue();
  bool waited = false;
  for (std::size_t next = 0; next < ends_.size();) {
    const auto count = static_cast<unsigned>(rate_ ? 1 : ends_.size() - next);
    if (rate_) rate_->wait();
    const int sent = sendmmsg(descriptor_.get(), &messages_[next], count, MSG_DONTWAIT);
    if (sent < 0) {
      const auto again = forgive(next, waited);
      if (!again) return tl::unexpected(again.error());
      if (*again) continue;
      stats_.refused.add();
      ++next;
      continue;
    }
    waited = false;
    for (const std::size_t end = next + static_cast<std::size_t>(sent); next < end; ++next) {
      stats_.writes.add();
      stats_.octets.add(pieces_[next].iov_len);
    }
  }
  return {};
}

// After a failure: true when the datagram can be tried again, false when it is given up.
Result<bool> UdpSink::forgive(std::size_t datagram, bool& waited) {
  if (errno == EINTR) return true;
  // The answer to an earlier datagram: nobody listens there, yet.  This one was not sent.
  if (errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH) return false;
  if (errno == EAGAIN || errno == ENOBUFS) {
    if (std::exchange(waited, true)) return false;
    pollfd item{descriptor_.get(), POLLOUT, 0};
    poll(&item, 1, kFullMilliseconds);
    return true;
  }
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
  if (connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.size) != 0) {
    return io::system_failure(name);
  }
  return std::make_unique<UdpSink>(std::move(descriptor), name, std::move(rate));
}

}  // namespace nmsgxx

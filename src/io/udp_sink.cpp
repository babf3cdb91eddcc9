#include "nmsgxx/udp_sink.hpp"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "io/descriptor.hpp"
#include "io/rate_limit.hpp"

namespace nmsgxx {
namespace {

constexpr std::size_t kQueue = 32;
constexpr int kSendBuffer = 1 << 20;
// Datagrams that are sent together must fit into one IP packet (RFC 768, RFC 791: 65,535 bytes with both headers).
constexpr std::size_t kGroupMost = 65535 - 20 - 8;
constexpr suseconds_t kFullMicroseconds =
    100'000;  // how long a send waits for room in the queue before the datagram is dropped

class UdpSink final : public Sink {
 public:
  UdpSink(Descriptor descriptor, std::string name, const UdpOutputOptions& options)
      : descriptor_(std::move(descriptor)), name_(std::move(name)), options_(options) {}

  Result<void> write(Bytes bytes) override {
    queue_.insert(queue_.end(), bytes.begin(), bytes.end());
    ends_.push_back(queue_.size());
    return ends_.size() == kQueue || options_.rate ? flush() : Result<void>{};
  }

  Result<void> flush() override {
    if (ends_.empty()) return {};
    auto sent = send_all();
    read_socket_error();
    queue_.clear();
    ends_.clear();
    return sent;
  }

  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  /// Datagrams for one entry of sendmmsg(). If there are several, they have one size, but for the last, which may be smaller.
  struct Group {
    std::size_t datagrams;
    std::size_t bytes;
    std::size_t largest;
  };

  /// Divides the queue from this datagram on into groups.
  ///
  /// @param segment  whether a group may have several datagrams
  void group_queue(std::size_t first, bool segment);
  Result<void> send_all();
  void note_sent(std::size_t first, std::size_t count) noexcept;
  void read_socket_error();
  void note_undelivered(int error);
  static bool is_loss(int error) noexcept;
  tl::unexpected<Error> unsent(std::size_t next) const;
  tl::unexpected<Error> send_failure(const Group& group) const;

  Descriptor descriptor_;
  std::string name_;
  UdpOutputOptions options_;
  std::vector<std::byte> queue_;   // datagrams, one after the other
  std::vector<std::size_t> ends_;  // where each of them ends
  bool segment_ = true;            // the kernel divides groups into datagrams (udp(7), UDP_SEGMENT)
  std::vector<Group> groups_;
  std::array<iovec, kQueue> pieces_{};
  struct alignas(cmsghdr) Control {
    std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> bytes;
  };
  std::array<Control, kQueue> control_{};
  std::array<mmsghdr, kQueue> messages_{};
  SinkStats stats_;
};

void UdpSink::group_queue(std::size_t first, bool segment) {
  const auto begin_of = [&](std::size_t i) { return i == 0 ? 0 : ends_[i - 1]; };
  groups_.clear();
  for (std::size_t i = first; i < ends_.size(); ++i) {
    const std::size_t size = ends_[i] - begin_of(i);
    const bool joins = segment && !groups_.empty() &&
                       groups_.back().bytes == groups_.back().datagrams * groups_.back().largest &&
                       size <= groups_.back().largest && size > 0 && groups_.back().bytes + size <= kGroupMost;
    if (joins) {
      ++groups_.back().datagrams;
      groups_.back().bytes += size;
    } else {
      groups_.push_back({1, size, size});
    }
  }
  std::byte* at = queue_.data() + begin_of(first);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    pieces_[i] = {at, groups_[i].bytes};
    at += groups_[i].bytes;
    messages_[i] = {};
    msghdr& header = messages_[i].msg_hdr;
    header.msg_iov = &pieces_[i];
    header.msg_iovlen = 1;
    if (groups_[i].datagrams == 1) continue;
    header.msg_control = control_[i].bytes.data();
    header.msg_controllen = control_[i].bytes.size();
    cmsghdr* const item = CMSG_FIRSTHDR(&header);
    item->cmsg_level = IPPROTO_UDP;
    item->cmsg_type = UDP_SEGMENT;
    item->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    const auto size = static_cast<std::uint16_t>(groups_[i].largest);
    std::memcpy(CMSG_DATA(item), &size, sizeof size);
  }
}

// When nobody receives a datagram, a later call fails with the answer to it instead of sending its own datagram. In the middle
// of a sendmmsg() call the kernel only stops, and forgets the reason.
Result<void> UdpSink::send_all() {
  std::size_t first = 0;  // datagram of the first group
  group_queue(first, segment_);
  bool stopped = false;    // the last call stopped before `next`
  bool try_again = false;  // `next` was tried before
  for (std::size_t next = 0; next < groups_.size();) {
    const std::size_t wanted = options_.rate ? 1 : groups_.size() - next;
    // This may wait until the rate permits the next datagram; sendmmsg() may wait until the queue has room.
    if (options_.rate ? !options_.rate->wait(options_.deadline) : options_.deadline.over()) return unsent(next);
    const int result = sendmmsg(descriptor_.get(), &messages_[next], static_cast<unsigned>(wanted), 0);
    if (result < 0 && errno == EINTR) continue;
    if (result < 0 && groups_[next].datagrams > 1) {
      // The datagrams are sent one by one, so that as few as possible are lost. Unless the queue was full, this network or
      // kernel cannot send groups of this size.
      segment_ = is_loss(errno);
      for (std::size_t i = 0; i < next; ++i) first += groups_[i].datagrams;
      group_queue(first, false);
      next = 0;
      stopped = false;
      continue;
    }
    if (result < 0) {
      const int error = errno;
      if (!is_loss(error)) return send_failure(groups_[next]);
      note_undelivered(error);
      try_again = error == ECONNREFUSED && !try_again;
      if (!try_again) ++next;
      stopped = false;
      continue;
    }
    const auto sent = static_cast<std::size_t>(result);
    // The most likely reason, which the kernel has forgotten when the next call succeeds.
    if (stopped) note_undelivered(ECONNREFUSED);
    stopped = sent < wanted;
    try_again = false;
    note_sent(next, sent);
    next += sent;
  }
  return {};
}

void UdpSink::note_sent(std::size_t first, std::size_t count) noexcept {
  for (std::size_t i = first; i < first + count; ++i) {
    stats_.writes.add(groups_[i].datagrams);
    stats_.octets.add(groups_[i].bytes);
  }
}

// Reports what the network answered to the datagrams that were sent last.
void UdpSink::read_socket_error() {
  int answer = 0;
  socklen_t size = sizeof answer;
  getsockopt(descriptor_.get(), SOL_SOCKET, SO_ERROR, &answer, &size);
  if (answer != 0) note_undelivered(answer);
}

void UdpSink::note_undelivered(int error) {
  stats_.refused.add();
  [[maybe_unused]] const auto ignored =
      options_.report({Errc::undelivered, 0, name_ + ": " + std::generic_category().message(error)});
}

// Returns whether only this datagram is lost, because there is no listener, no route or no room (EAGAIN: not even after
// kFullMicroseconds), and the next one may arrive.
bool UdpSink::is_loss(int error) noexcept {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == ENETDOWN || error == EAGAIN ||
         error == ENOBUFS;
}

tl::unexpected<Error> UdpSink::unsent(std::size_t next) const {
  std::size_t datagrams = 0;
  for (std::size_t i = next; i < groups_.size(); ++i) datagrams += groups_[i].datagrams;
  return fail(Errc::system, 0,
              name_ + ": " + std::to_string(datagrams) + (datagrams == 1 ? " datagram was" : " datagrams were") +
                  " not sent before the run had to end");
}

tl::unexpected<Error> UdpSink::send_failure(const Group& group) const {
  return io::system_failure(name_ + ": sending a datagram of " + std::to_string(group.largest) + " bytes failed");
}

}  // namespace

std::shared_ptr<RateLimit> make_rate_limit(double datagrams_per_second) {
  return std::make_shared<RateLimit>(datagrams_per_second);
}

Result<std::unique_ptr<Sink>> open_udp_sink(const Endpoint& endpoint, const UdpOutputOptions& options) {
  const std::string name = endpoint.text();
  Descriptor descriptor(socket(endpoint.address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!descriptor) return io::system_failure(name + ": socket failed");
  const int on = 1;
  setsockopt(descriptor.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  constexpr timeval kFull{0, kFullMicroseconds};
  setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDTIMEO, &kFull, sizeof kFull);
  if (connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.size) != 0) {
    return io::system_failure(name + ": connect failed");
  }
  return std::make_unique<UdpSink>(std::move(descriptor), name, options);
}

}  // namespace nmsgxx

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
// What goes out together has room in an IP packet (RFC 768, RFC 791: 65,535 octets with both headers).
constexpr std::size_t kTogether = 65535 - 20 - 8;
constexpr suseconds_t kFullMicroseconds = 100'000;  // how long a full queue is waited for before a datagram is given up

class UdpSink final : public Sink {
 public:
  UdpSink(Descriptor descriptor, std::string name, const UdpOutputOptions& options)
      : descriptor_(std::move(descriptor)), name_(std::move(name)), options_(options) {}

  Result<void> write(Bytes bytes) override {
    octets_.insert(octets_.end(), bytes.begin(), bytes.end());
    ends_.push_back(octets_.size());
    return ends_.size() == kQueue || options_.rate ? flush() : Result<void>{};
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
  /// Datagrams for one entry of sendmmsg(): of one size, but that the last may be smaller, when there are several.
  struct Group {
    std::size_t datagrams;
    std::size_t octets;
    std::size_t largest;
  };

  /// Of the queue, from this datagram on.
  void group_queue(std::size_t first, bool segment);
  Result<void> send_all();
  void note_sent(std::size_t first, std::size_t count) noexcept;
  void ask_for_answer();
  void note_undelivered(int error);
  static bool is_loss(int error) noexcept;
  tl::unexpected<Error> too_late(std::size_t next) const;
  tl::unexpected<Error> too_bad(const Group& group) const;

  Descriptor descriptor_;
  std::string name_;
  UdpOutputOptions options_;
  std::vector<std::byte> octets_;  // of all datagrams in the queue
  std::vector<std::size_t> ends_;  // where each of them ends
  bool segment_ = true;            // the kernel takes groups apart (udp(7), UDP_SEGMENT)
  std::vector<Group> groups_;
  std::array<iovec, kQueue> pieces_{};
  struct alignas(cmsghdr) Control {
    std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> octets;
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
                       groups_.back().octets == groups_.back().datagrams * groups_.back().largest &&
                       size <= groups_.back().largest && size > 0 && groups_.back().octets + size <= kTogether;
    if (joins) {
      ++groups_.back().datagrams;
      groups_.back().octets += size;
    } else {
      groups_.push_back({1, size, size});
    }
  }
  std::byte* at = octets_.data() + begin_of(first);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    pieces_[i] = {at, groups_[i].octets};
    at += groups_[i].octets;
    messages_[i] = {};
    msghdr& header = messages_[i].msg_hdr;
    header.msg_iov = &pieces_[i];
    header.msg_iovlen = 1;
    if (groups_[i].datagrams == 1) continue;
    header.msg_control = control_[i].octets.data();
    header.msg_controllen = control_[i].octets.size();
    cmsghdr* const item = CMSG_FIRSTHDR(&header);
    item->cmsg_level = IPPROTO_UDP;
    item->cmsg_type = UDP_SEGMENT;
    item->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    const auto size = static_cast<std::uint16_t>(groups_[i].largest);
    std::memcpy(CMSG_DATA(item), &size, sizeof size);
  }
}

// The answer to a datagram that nobody took is told to one that is sent later, instead of sending it; in the middle of a
// call the kernel only stops, and forgets why.
Result<void> UdpSink::send_all() {
  std::size_t first = 0;  // datagram of the first group
  group_queue(first, segment_);
  bool stopped = false;    // before `next`
  bool try_again = false;  // `next` was tried before
  for (std::size_t next = 0; next < groups_.size();) {
    const std::size_t wanted = options_.rate ? 1 : groups_.size() - next;
    // The next one may take until its time has come, or the queue has room.
    if (options_.rate ? !options_.rate->wait(options_.deadline) : options_.deadline.over()) return too_late(next);
    const int result = sendmmsg(descriptor_.get(), &messages_[next], static_cast<unsigned>(wanted), 0);
    if (result < 0 && errno == EINTR) continue;
    if (result < 0 && groups_[next].datagrams > 1) {
      // One by one, so that no more is lost than has to be.  If that is not for lack of room, the way there is too narrow for
      // their size, or the kernel is too old.
      segment_ = is_loss(errno);
      for (std::size_t i = 0; i < next; ++i) first += groups_[i].datagrams;
      group_queue(first, false);
      next = 0;
      stopped = false;
      continue;
    }
    if (result < 0) {
      const int error = errno;
      if (!is_loss(error)) return too_bad(groups_[next]);
      note_undelivered(error);
      try_again = error == ECONNREFUSED && !try_again;
      if (!try_again) ++next;
      stopped = false;
      continue;
    }
    const auto sent = static_cast<std::size_t>(result);
    // The likeliest reason: it is over with the next call.
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
    stats_.octets.add(groups_[i].octets);
  }
}

void UdpSink::ask_for_answer() {
  int answer = 0;
  socklen_t size = sizeof answer;
  getsockopt(descriptor_.get(), SOL_SOCKET, SO_ERROR, &answer, &size);
  if (answer != 0) note_undelivered(answer);
}

void UdpSink::note_undelivered(int error) {
  stats_.refused.add();
  [[maybe_unused]] const auto told =
      options_.report({Errc::undelivered, 0, name_ + ": " + std::generic_category().message(error)});
}

// What keeps a datagram from its receiver and may be over with the next: no listener, no way there, no room (EAGAIN: not
// even after kFullMicroseconds).
bool UdpSink::is_loss(int error) noexcept {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == ENETDOWN || error == EAGAIN ||
         error == ENOBUFS;
}

tl::unexpected<Error> UdpSink::too_late(std::size_t next) const {
  std::size_t datagrams = 0;
  for (std::size_t i = next; i < groups_.size(); ++i) datagrams += groups_[i].datagrams;
  return fail(Errc::system, 0,
              name_ + ": " + std::to_string(datagrams) + (datagrams == 1 ? " datagram was" : " datagrams were") +
                  " not sent before the run had to end");
}

tl::unexpected<Error> UdpSink::too_bad(const Group& group) const {
  return io::system_failure(name_ + ": sending a datagram of " + std::to_string(group.largest) + " bytes failed");
}

}  // namespace

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

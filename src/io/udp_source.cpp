#include "nmsgxx/udp_source.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include "container/reassembler.hpp"
#include "io/datagrams.hpp"
#include "io/descriptor.hpp"
#include "io/source_stats.hpp"
#include "io/udp_socket.hpp"
#include "nmsgxx/deadline.hpp"

namespace nmsgxx {
namespace {

using namespace std::chrono_literals;
using Clock = ContainerDecoder::Clock;

constexpr auto kLossInterval = 1s;  // how often kernel drops and lost fragments are counted

/// What the containers of a batch point into: received datagrams, bodies that were joined of fragments, and the reasons why
/// datagrams were refused.
struct DatagramStorage final : ContainerBatch::Storage {
  io::Datagrams received;
  std::vector<std::vector<std::byte>> joined;
  std::deque<Refusal> refusals;
};

class UdpSource final : public ContainerSource {
 public:
  UdpSource(std::vector<io::UdpSocket> sockets, std::chrono::milliseconds drain, const DecodeLimits& limits,
            const Wakeup& wakeup, Report report)
      : ContainerSource(Transport::datagrams, limits, std::move(report)),
        sockets_(std::move(sockets)),
        max_length_(limits.container_octets),
        max_inflated_(limits.datagram_inflated_octets),
        reassembler_(limits),
        wakeup_(wakeup),
        drain_{&wakeup, drain} {
    for (const auto& socket : sockets_) waits_.push_back({socket.get(), POLLIN, 0});
    waits_.push_back({wakeup_.descriptor(), POLLIN, 0});
  }

 private:
  Result<SourceState> read(ContainerBatch& out) override;
  std::uint64_t count_left() override;
  Result<bool> receive(io::Datagrams& datagrams);
  Result<void> wait();
  void stop_receiving();
  void query_drops();
  void take(const io::Datagram& datagram, ContainerBatch& out, DatagramStorage& storage);
  Result<std::optional<RawContainer>> read(const io::Datagram& datagram, DatagramStorage& storage);
  /// What a fragment completed.
  struct Joined {
    std::optional<Bytes> body{};  // nothing while the message is incomplete
    bool alone = false;           // the message has no other fragment
  };
  Result<Joined> join(const Header& header, Bytes body, const Sender& sender, DatagramStorage& storage);
  Result<void> count_losses();

  std::vector<io::UdpSocket> sockets_;
  std::vector<pollfd> waits_;  // one for each socket, in the same order, then the wake-up
  std::size_t next_socket_ = 0;
  bool closed_ = false;  // nothing more comes in
  std::uint32_t max_length_;
  std::size_t max_inflated_;  // of one datagram
  container::Reassembler reassembler_;
  const Wakeup& wakeup_;
  Deadline drain_;
  Clock::time_point now_ = Clock::now();
  Clock::time_point losses_counted_ = now_;
};

Result<SourceState> UdpSource::read(ContainerBatch& out) {
  auto& storage = out.begin<DatagramStorage>();
  storage.joined.clear();
  storage.refusals.clear();
  while (out.empty()) {
    if (wakeup_.is_set()) stop_receiving();
    if (closed_ && drain_.over()) return count_losses().map([] { return SourceState::woken; });
    const auto more = receive(storage.received);
    if (!more) return tl::unexpected(more.error());
    if (*more) {
      while (const auto datagram = storage.received.next()) take(*datagram, out, storage);
    } else if (closed_) {
      return count_losses().map([] { return SourceState::woken; });
    } else if (const auto waited = wait(); !waited) {
      return tl::unexpected(waited.error());
    }
  }
  return SourceState::ready;
}

// Receives from the next socket that wait() found ready, and returns false when none is left. Once the sockets let nothing more
// in, each of them is read until it is empty.
Result<bool> UdpSource::receive(io::Datagrams& datagrams) {
  while (next_socket_ < sockets_.size()) {
    const std::size_t i = next_socket_;
    auto received = waits_[i].revents == 0 ? Result<bool>(false) : datagrams.receive(sockets_[i]);
    if (!closed_ || (received && !*received)) ++next_socket_;
    if (!received || *received) return received;
  }
  return false;
}

void UdpSource::stop_receiving() {
  if (closed_) return;
  closed_ = true;
  next_socket_ = 0;
  for (std::size_t i = 0; i < sockets_.size(); ++i) waits_[i].revents = sockets_[i].stop_receiving() ? POLLIN : short{0};
}

std::uint64_t UdpSource::count_left() {
  stop_receiving();
  std::uint64_t unread = 0;
  // Sequence numbers do not show what was lost among those that are left.
  query_drops();
  const std::uint64_t known = stats_.kernel_drops.value() - stats_.last_drops.value();
  io::Datagrams left;
  for (auto more = receive(left); more && *more; more = receive(left)) {
    while (const auto datagram = left.next()) unread += datagram->bytes.empty() ? 0 : 1;
  }
  query_drops();
  stats_.last_drops.set(stats_.kernel_drops.value() - known);
  return unread;
}

Result<void> UdpSource::wait() {
  next_socket_ = 0;
  for (pollfd& item : waits_) item.revents = 0;
  const int ready = poll(waits_.data(), waits_.size(), static_cast<int>(std::chrono::milliseconds(kLossInterval).count()));
  if (ready < 0 && errno != EINTR && errno != EAGAIN) return io::system_failure("poll failed");
  now_ = Clock::now();
  return now_ - losses_counted_ >= kLossInterval ? count_losses() : Result<void>();
}

void UdpSource::take(const io::Datagram& datagram, ContainerBatch& out, DatagramStorage& storage) {
  if (datagram.bytes.empty()) return;
  stats_.octets.add(datagram.bytes.size());
  auto container = read(datagram, storage);
  if (!container) {
    // In its place among the containers, because gaps in a sender's numbers are found in the order of arrival.
    out.add({.sender = datagram.sender, .refused = &storage.refusals.emplace_back(Refusal{std::move(container.error())})});
  } else if (*container) {
    out.add(**container);
  }
}

// Returns nothing for a fragment of a message that is not complete.
Result<std::optional<RawContainer>> UdpSource::read(const io::Datagram& datagram, DatagramStorage& storage) {
  const auto header = parse_header(datagram.bytes);
  if (!header) return tl::unexpected(header.error());
  if (header->version != 2) return fail(Errc::bad_version, 0, "expected version 2 in a datagram, got version 1");
  Bytes body = datagram.bytes.subspan(header->size());
  if (body.size() != header->length) {
    return fail(Errc::bad_length, 0,
                "expected a body of " + std::to_string(header->length) + " bytes, got " + std::to_string(body.size()));
  }
  if (header->length > max_length_) return fail(Errc::too_long, 0, std::to_string(header->length) + " bytes");
  bool alone = true;  // the datagram holds the whole container
  if (header->fragment()) {
    const auto joined = join(*header, body, datagram.sender, storage);
    if (!joined) return tl::unexpected(joined.error());
    if (!joined->body) return std::nullopt;
    body = *joined->body;
    alone = joined->alone;
  }
  if (alone && header->zlib() && BodyDecoder::size(*header, body) > max_inflated_) {
    return fail(Errc::too_large, 0, std::to_string(BodyDecoder::size(*header, body)) + " bytes in one datagram");
  }
  return RawContainer{.header = *header, .body = body, .sender = datagram.sender};
}

Result<UdpSource::Joined> UdpSource::join(const Header& header, Bytes body, const Sender& sender, DatagramStorage& storage) {
  stats_.fragments.add();
  const auto fragment = container::FragmentView::parse(body);
  if (!fragment) return tl::unexpected(fragment.error());
  auto joined = reassembler_.add(*fragment, header.flags, sender, now_);
  if (!joined) return tl::unexpected(joined.error());
  if (!*joined) return Joined{};
  const Bytes whole = storage.joined.emplace_back(std::move(**joined));
  return Joined{whole, whole.size() == fragment->piece.size()};
}

void UdpSource::query_drops() {
  std::uint64_t drops = 0, last = 0;
  for (auto& socket : sockets_) {
    socket.query_drops();
    drops += socket.drops();
    last += socket.last_drops();
  }
  stats_.kernel_drops.set(drops);
  stats_.last_drops.set(last);
}

Result<void> UdpSource::count_losses() {
  losses_counted_ = now_;
  query_drops();
  const auto given_up = reassembler_.expire(now_);
  const std::size_t sets = given_up.sets();
  if (sets == 0) return {};
  stats_.lost_fragments.add(sets);
  io::count_crowded_out(given_up, stats_.bounds);
  return report()({Errc::lost_fragment, 0, std::to_string(sets) + (sets == 1 ? " message" : " messages")});
}

}  // namespace

Result<std::unique_ptr<ContainerSource>> open_udp_source(const std::vector<Endpoint>& endpoints, const UdpInputOptions& options,
                                                         const DecodeLimits& limits, const Wakeup& wakeup, Report report) {
  std::vector<io::UdpSocket> sockets;
  for (const Endpoint& endpoint : endpoints) {
    auto socket = io::UdpSocket::open(endpoint, options);
    if (!socket) return tl::unexpected(socket.error());
    sockets.push_back(std::move(*socket));
  }
  return std::make_unique<UdpSource>(std::move(sockets), options.drain, limits, wakeup, std::move(report));
}

}  // namespace nmsgxx

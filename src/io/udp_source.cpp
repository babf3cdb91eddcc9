#include "nmsgxx/udp_source.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <utility>

#include "container/reassembler.hpp"
#include "io/count_bounds.hpp"
#include "io/datagrams.hpp"
#include "io/system_error.hpp"
#include "io/udp_socket.hpp"
#include "nmsgxx/sequence.hpp"

namespace nmsgxx {
namespace {

using namespace std::chrono_literals;
using Clock = ContainerDecoder::Clock;

constexpr auto kHousekeeping = 1s;

/// The datagrams that a batch looks at, and what was joined of their fragments.
struct DatagramStorage final : ContainerBatch::Storage {
  io::Datagrams received;
  std::vector<std::vector<std::byte>> joined;
};

class UdpSource final : public ContainerSource {
 public:
  UdpSource(std::vector<io::UdpSocket> sockets, const DecodeLimits& limits, const Wakeup& wakeup, Report report)
      : ContainerSource(limits),
        sockets_(std::move(sockets)),
        max_length_(limits.container_octets),
        reassembler_(limits),
        sequences_(limits.sequence_sources),
        wakeup_(wakeup),
        report_(std::move(report)) {
    for (const auto& socket : sockets_) waits_.push_back({socket.get(), POLLIN, 0});
    waits_.push_back({wakeup_.descriptor(), POLLIN, 0});
  }

  Result<SourceState> next_batch(ContainerBatch& out) override;
  Result<void> decoded(const RawContainer& container, const Result<SequenceNumbers>& outcome) override;
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  Result<bool> receive(io::Datagrams& datagrams);
  Result<bool> wait();
  Result<void> take_all(ContainerBatch& out, DatagramStorage& storage);
  Result<void> take(const io::Datagram& datagram, ContainerBatch& out, DatagramStorage& storage);
  Result<bool> join(const Header& header, Bytes& body, const Sender& sender, DatagramStorage& storage);
  void count_sequence(const SequenceNumbers& numbers, const Sender& sender);
  Result<void> skip(Error error);
  Result<void> keep_house();

  std::vector<io::UdpSocket> sockets_;
  std::vector<pollfd> waits_;  // for the sockets in their order, and the wake-up
  std::size_t next_socket_ = 0;
  std::uint32_t max_length_;
  container::Reassembler reassembler_;
  SequenceTracker sequences_;
  const Wakeup& wakeup_;
  Report report_;
  SourceStats stats_;
  std::optional<Error> failure_;  // behind a batch that was given out first
  Clock::time_point now_ = Clock::now();
  Clock::time_point house_kept_ = now_;
};

Result<SourceState> UdpSource::next_batch(ContainerBatch& out) {
  auto& storage = out.begin<DatagramStorage>();
  storage.joined.clear();
  while (out.empty()) {
    if (failure_) return tl::unexpected(*failure_);
    auto more = wakeup_.is_set() ? Result<bool>(false) : receive(storage.received);
    if (more && !*more && !wakeup_.is_set()) more = wait();
    if (!more) return tl::unexpected(more.error());
    if (!*more) return keep_house().map([] { return SourceState::woken; });
    if (const auto taken = take_all(out, storage); !taken) failure_ = taken.error();
  }
  return SourceState::ready;
}

Result<void> UdpSource::take_all(ContainerBatch& out, DatagramStorage& storage) {
  while (const auto datagram = storage.received.next()) {
    if (auto taken = take(*datagram, out, storage); !taken) return taken;
  }
  return {};
}

// From the next socket that the wait found ready; false when there is none left.
Result<bool> UdpSource::receive(io::Datagrams& datagrams) {
  while (next_socket_ < sockets_.size()) {
    const std::size_t i = next_socket_++;
    if (waits_[i].revents == 0) continue;
    auto received = datagrams.receive(sockets_[i]);
    if (!received || *received) return received;
  }
  return false;
}

// False when the wake-up was set.
Result<bool> UdpSource::wait() {
  next_socket_ = 0;
  for (pollfd& item : waits_) item.revents = 0;
  const int ready = poll(waits_.data(), waits_.size(), static_cast<int>(std::chrono::milliseconds(kHousekeeping).count()));
  if (ready < 0 && errno != EINTR && errno != EAGAIN) return io::system_failure("waiting");
  now_ = Clock::now();
  if (now_ - house_kept_ >= kHousekeeping) {
    if (const auto kept = keep_house(); !kept) return tl::unexpected(kept.error());
  }
  return waits_.back().revents == 0;
}

Result<void> UdpSource::take(const io::Datagram& datagram, ContainerBatch& out, DatagramStorage& storage) {
  if (datagram.bytes.empty()) return {};
  stats_.octets.add(datagram.bytes.size());
  const auto header = parse_header(datagram.bytes);
  if (!header) return skip(header.error());
  if (header->version != 2) return skip({Errc::bad_version, 0, "version 1 is for files"});
  Bytes body = datagram.bytes.subspan(header->size());
  if (body.size() != header->length) {
    return skip({Errc::bad_length, 0,
                 std::to_string(header->length) + " octets in a datagram that has room for " + std::to_string(body.size())});
  }
  if (header->length > max_length_) return skip({Errc::too_long, 0, std::to_string(header->length) + " octets"});
  if (header->fragment()) {
    const auto joined = join(*header, body, datagram.sender, storage);
    if (!joined) return skip(joined.error());
    if (!*joined) return {};
  }
  out.add({.header = *header, .body = body, .sender = datagram.sender});
  return {};
}

// False as long as the message is not complete.
Result<bool> UdpSource::join(const Header& header, Bytes& body, const Sender& sender, DatagramStorage& storage) {
  stats_.fragments.add();
  auto joined = reassembler_.add(body, header.flags, sender, now_);
  if (!joined) return tl::unexpected(joined.error());
  if (*joined) body = storage.joined.emplace_back(std::move(**joined));
  return joined->has_value();
}

Result<void> UdpSource::decoded(const RawContainer& container, const Result<SequenceNumbers>& outcome) {
  if (!outcome) return skip(outcome.error());
  count_sequence(*outcome, container.sender);
  stats_.containers.add();
  return {};
}

void UdpSource::count_sequence(const SequenceNumbers& numbers, const Sender& sender) {
  if (!numbers.sequence || !numbers.id) return;
  const auto change = sequences_.update(sender, *numbers.id, *numbers.sequence, Clock::now());
  // A late container takes its loss back; the count cannot fall below zero.
  stats_.lost_containers.set(stats_.lost_containers.value() + static_cast<std::uint64_t>(change));
  stats_.bounds.sources.set(sequences_.forgotten());
}

Result<void> UdpSource::skip(Error error) {
  error.offset = 0;
  if (auto told = report_(error); !told) return told;
  stats_.skipped_containers.add();
  io::count_bound(error.code, stats_.bounds);
  return {};
}

Result<void> UdpSource::keep_house() {
  house_kept_ = now_;
  std::uint64_t drops = 0;
  for (auto& socket : sockets_) {
    socket.ask_drops();
    drops += socket.drops();
  }
  stats_.kernel_drops.set(drops);
  const auto given_up = reassembler_.expire(now_);
  const std::size_t sets = given_up.sets();
  if (sets == 0) return {};
  io::count_given_up(given_up, stats_);
  return report_({Errc::lost_fragment, 0, std::to_string(sets) + (sets == 1 ? " message" : " messages")});
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
  return std::make_unique<UdpSource>(std::move(sockets), limits, wakeup, std::move(report));
}

}  // namespace nmsgxx

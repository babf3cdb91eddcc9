#include "nmsgxx/udp_source.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <utility>

#include "io/datagrams.hpp"
#include "io/system_error.hpp"
#include "io/udp_socket.hpp"
#include "nmsgxx/sequence.hpp"

namespace nmsgxx {
namespace {

using namespace std::chrono_literals;
using Clock = ContainerDecoder::Clock;

constexpr auto kHousekeeping = 1s;

class UdpSource final : public ContainerSource {
 public:
  UdpSource(std::vector<io::UdpSocket> sockets, const DecodeLimits& limits, const Wakeup& wakeup, Report report)
      : sockets_(std::move(sockets)), decoder_(limits), wakeup_(wakeup), report_(std::move(report)) {
    for (const auto& socket : sockets_) waits_.push_back({socket.get(), POLLIN, 0});
    waits_.push_back({wakeup_.descriptor(), POLLIN, 0});
  }

  Result<SourceState> next(ContainerView& out) override;
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  Result<bool> receive();
  bool wait();
  bool take(const io::Datagram& datagram, ContainerView& out);
  void count_sequence(const ContainerView& container, const Sender& sender);
  bool skip(Error error);
  void keep_house();

  std::vector<io::UdpSocket> sockets_;
  io::Datagrams received_;
  std::vector<pollfd> waits_;  // for the sockets in their order, and the wake-up
  std::size_t next_socket_ = 0;
  ContainerDecoder decoder_;
  SequenceTracker sequences_;
  const Wakeup& wakeup_;
  Report report_;
  SourceStats stats_;
  Clock::time_point now_ = Clock::now();
  Clock::time_point house_kept_ = now_;
};

Result<SourceState> UdpSource::next(ContainerView& out) {
  while (true) {
    while (const auto datagram = received_.next()) {
      if (take(*datagram, out)) return SourceState::ready;
    }
    if (wakeup_.is_set()) break;
    const auto more = receive();
    if (!more) return tl::unexpected(more.error());
    if (!*more && !wait()) break;
  }
  keep_house();
  return SourceState::woken;
}

// From the next socket that the wait found ready; false when there is none left.
Result<bool> UdpSource::receive() {
  while (next_socket_ < sockets_.size()) {
    const std::size_t i = next_socket_++;
    if (waits_[i].revents == 0) continue;
    auto received = received_.receive(sockets_[i]);
    if (!received || *received) return received;
  }
  return false;
}

// False when the wake-up was set.
bool UdpSource::wait() {
  next_socket_ = 0;
  for (pollfd& item : waits_) item.revents = 0;
  poll(waits_.data(), waits_.size(), static_cast<int>(std::chrono::milliseconds(kHousekeeping).count()));
  now_ = Clock::now();
  if (now_ - house_kept_ >= kHousekeeping) keep_house();
  return waits_.back().revents == 0;
}

// True when the datagram gave, or completed, a container.
bool UdpSource::take(const io::Datagram& datagram, ContainerView& out) {
  if (datagram.bytes.empty()) return false;
  stats_.octets.add(datagram.bytes.size());
  const auto header = parse_header(datagram.bytes);
  if (!header) return skip(header.error());
  if (header->version != 2) return skip({Errc::bad_version, 0, "version 1 is for files"});
  const Bytes body = datagram.bytes.subspan(header->size());
  if (body.size() != header->length) {
    return skip({Errc::bad_length, 0,
                 std::to_string(header->length) + " octets in a datagram that has room for " + std::to_string(body.size())});
  }
  stats_.fragments.add(header->fragment() ? 1 : 0);
  auto container = decoder_.decode(*header, body, datagram.sender, now_);
  if (!container) return skip(container.error());
  if (!*container) return false;
  out = **container;
  count_sequence(out, datagram.sender);
  stats_.containers.add();
  return true;
}

void UdpSource::count_sequence(const ContainerView& container, const Sender& sender) {
  if (!container.sequence() || !container.sequence_id()) return;
  const auto change = sequences_.update(sender, *container.sequence_id(), *container.sequence(), now_);
  // A late container takes its loss back; the count cannot fall below zero.
  stats_.lost_containers.set(stats_.lost_containers.value() + static_cast<std::uint64_t>(change));
}

bool UdpSource::skip(Error error) {
  stats_.skipped_containers.add();
  error.offset = 0;
  report_(error);
  return false;
}

void UdpSource::keep_house() {
  house_kept_ = now_;
  std::uint64_t drops = 0;
  for (auto& socket : sockets_) {
    socket.ask_drops();
    drops += socket.drops();
  }
  stats_.kernel_drops.set(drops);
  const std::size_t sets = decoder_.expire_fragments(now_);
  if (sets == 0) return;
  stats_.lost_fragments.add(sets);
  report_({Errc::lost_fragment, 0, std::to_string(sets) + (sets == 1 ? " message" : " messages")});
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

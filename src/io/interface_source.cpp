#include "nmsgxx/interface_source.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "io/packet_filter.hpp"
#include "io/pcap_handle.hpp"
#include "io/source_stats.hpp"

namespace nmsgxx {
namespace {

constexpr int kReadTimeoutMilliseconds = 100;      // how long the kernel gathers frames
constexpr std::chrono::seconds kDropsInterval{1};  // how often the kernel is asked what it dropped

using Clock = std::chrono::steady_clock;

class InterfaceSource final : public PacketSource {
 public:
  InterfaceSource(io::PcapHandle handle, LinkType link, const Wakeup& wakeup)
      : handle_(std::move(handle)), link_(link), frames_at_once_(frames_at_once(handle_.get())), wakeup_(wakeup) {}

  Result<SourceState> next(std::span<const Frame>& out) override;
  LinkType link() const noexcept override { return link_; }
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  static int frames_at_once(pcap_t* handle) noexcept;
  static void take(u_char* self, const pcap_pkthdr* header, const u_char* frame);
  void count_drops() noexcept;

  io::PcapHandle handle_;
  LinkType link_;
  int frames_at_once_;
  const Wakeup& wakeup_;
  io::FrameBatch batch_;
  SourceStats stats_;
  io::WrappingCounter drops_;
  Clock::time_point drops_counted_ = Clock::now();
};

// Bounds the memory that a batch of large frames takes.
int InterfaceSource::frames_at_once(pcap_t* handle) noexcept {
  constexpr int kBytes = 4 << 20;
  return std::clamp(kBytes / std::max(pcap_snapshot(handle), 1), 1, static_cast<int>(kBatchSize));
}

void InterfaceSource::take(u_char* self, const pcap_pkthdr* header, const u_char* frame) {
  auto& source = *reinterpret_cast<InterfaceSource*>(self);
  source.batch_.add(*header, frame);
  source.stats_.octets.add(header->caplen);
}

Result<SourceState> InterfaceSource::next(std::span<const Frame>& out) {
  batch_.clear();
  // The wake-up is checked first, because a busy interface always has frames.
  while (!wakeup_.is_set()) {
    const int result = pcap_dispatch(handle_.get(), frames_at_once_, take, reinterpret_cast<u_char*>(this));
    if (result < 0) return fail(Errc::system, 0, pcap_geterr(handle_.get()));
    if (Clock::now() - drops_counted_ >= kDropsInterval) count_drops();
    if (result == 0) {
      wait_readable(pcap_get_selectable_fd(handle_.get()), wakeup_, kDropsInterval);
      continue;
    }
    out = batch_.frames();
    stats_.frames.add(out.size());
    return SourceState::ready;
  }
  count_drops();
  return SourceState::woken;
}

void InterfaceSource::count_drops() noexcept {
  drops_counted_ = Clock::now();
  pcap_stat counts{};
  if (pcap_stats(handle_.get(), &counts) == 0) drops_.update(counts.ps_drop);
  stats_.kernel_drops.set(drops_.value());
}

// Adds each part only if it compiles together with the filter: libpcap refuses expressions that nothing can satisfy.
std::string widened(pcap_t* handle, const std::string& filter) {
  const auto compiles = [handle](const std::string& text) { return io::PacketFilter::compile(text, handle).has_value(); };
  if (filter.empty() || !compiles(filter)) return filter;
  std::string wide = fmt::format("(ip and ({}))", filter);
  if (!compiles(wide)) wide = fmt::format("({})", filter);
  for (const char* more : {"ip[6:2] & 0x3fff != 0", "ip6"}) {
    if (compiles(fmt::format("({}) and ({})", filter, more))) wide += fmt::format(" or ({})", more);
  }
  const std::string tagged = fmt::format("({}) or (vlan and ({}))", wide, wide);
  return compiles(tagged) ? tagged : wide;
}

// Returns libpcap's description of the status, with the details if it has any.
std::string reason(pcap_t* handle, int status) {
  const std::string_view detail = pcap_geterr(handle);
  const std::string_view general = pcap_statustostr(status);
  if (detail.empty() || detail == general) return std::string(general);
  return status == PCAP_ERROR ? std::string(detail) : fmt::format("{} ({})", general, detail);
}

}  // namespace

Result<std::unique_ptr<PacketSource>> open_interface(const InterfaceOptions& options, const Wakeup& wakeup) {
  constexpr int kLargestSnapLength = 262144;
  std::array<char, PCAP_ERRBUF_SIZE> text{};
  io::PcapHandle handle(pcap_create(options.name.c_str(), text.data()));
  if (!handle) return fail(Errc::system, 0, options.name + ": " + text.data());
  pcap_t* pcap = handle.get();
  pcap_set_snaplen(pcap, options.snap_length == 0 ? kLargestSnapLength : options.snap_length);
  pcap_set_promisc(pcap, options.promiscuous ? 1 : 0);
  pcap_set_timeout(pcap, kReadTimeoutMilliseconds);
  pcap_set_buffer_size(pcap, options.buffer_octets);
  if (pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO) != 0) {
    return fail(Errc::unsupported, 0, options.name + ": interface has no nanosecond time stamps");
  }
  if (const int status = pcap_activate(pcap); status < 0)
    return fail(Errc::system, 0, options.name + ": " + reason(pcap, status));
  if (pcap_setnonblock(pcap, 1, text.data()) != 0) return fail(Errc::system, 0, options.name + ": " + text.data());
  const auto link = io::link_of(pcap);
  if (!link) return tl::unexpected(link.error());
  const auto attached = io::PacketFilter::compile(options.widen_filter ? widened(pcap, options.filter) : options.filter, pcap)
                            .and_then([pcap](const io::PacketFilter& filter) { return filter.attach(pcap); });
  if (!attached) return tl::unexpected(attached.error());
  return std::make_unique<InterfaceSource>(std::move(handle), *link, wakeup);
}

}  // namespace nmsgxx

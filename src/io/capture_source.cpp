#include "nmsgxx/capture_source.hpp"

#include <array>
#include <utility>

#include "io/capture_file.hpp"
#include "io/descriptor.hpp"
#include "io/packet_filter.hpp"
#include "io/pcap_handle.hpp"
#include "io/pcap_records.hpp"

namespace nmsgxx {
namespace {

class CaptureSource final : public PacketSource {
 public:
  CaptureSource(Descriptor descriptor, std::vector<std::byte> head, std::optional<std::uint64_t> total, const Wakeup& wakeup)
      : file_(std::move(descriptor), std::move(head), total.has_value(), wakeup, stats_.octets),
        wakeup_(wakeup),
        total_(total) {}

  Result<void> open(const std::string& filter);

  Result<SourceState> next(std::span<const Frame>& out) override;
  LinkType link() const noexcept override { return link_; }
  const SourceStats& stats() const noexcept override { return stats_; }
  std::optional<std::uint64_t> total_octets() const noexcept override { return total_; }

 private:
  void take_records();
  void read_frames();
  bool frame_at_hand() noexcept;
  Error failure();

  SourceStats stats_;
  io::CaptureFile file_;
  io::PcapHandle handle_;                   // reads from file_
  std::optional<io::PcapRecords> records_;  // while libpcap is not needed
  io::FrameFinder finder_;
  io::PacketFilter filter_;
  const Wakeup& wakeup_;
  LinkType link_ = LinkType::raw;
  std::optional<std::uint64_t> total_;
  io::FrameBatch batch_;
  bool ended_ = false;
  std::optional<Error> error_;  // found after frames that had to be returned first
};

Result<void> CaptureSource::open(const std::string& filter) {
  std::FILE* stream = file_.stream();
  if (stream == nullptr) return io::system_failure("unable to open a stream for the capture");
  records_ = io::PcapRecords::of(file_.file_bytes(io::PcapRecords::kMost));
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  handle_.reset(pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, reason.data()));
  if (!handle_) {
    std::fclose(stream);
    if (wakeup_.is_set()) return fail(Errc::system, 0, "interrupted before the capture began");
    return fail(Errc::bad_argument, 0, reason.data());
  }
  const auto link = io::link_of(handle_.get());
  if (!link) return tl::unexpected(link.error());
  link_ = *link;
  finder_ = io::FrameFinder(handle_.get());
  return io::PacketFilter::compile(filter, handle_.get()).map([this](io::PacketFilter compiled) {
    filter_ = std::move(compiled);
  });
}

// Frames that have arrived from a pipe are not held back until others arrive.
bool CaptureSource::frame_at_hand() noexcept {
  if (total_) return true;
  while (!finder_.holds_frame(file_.pipe_bytes())) {
    if (!file_.read_ahead()) return file_.at_end();
  }
  return true;
}

Error CaptureSource::failure() {
  const bool wanted_more = file_.at_end() && file_.pipe_bytes().empty();
  return {wanted_more ? Errc::truncated : Errc::system, 0, std::string("pcap_next_ex() failed: ") + pcap_geterr(handle_.get())};
}

// From the first record on that is damaged or unusual, libpcap reads, and says what is wrong.
void CaptureSource::take_records() {
  while (records_ && !batch_.full()) {
    auto record = records_->first(file_.file_bytes());
    if (!record) record = records_->first(file_.file_bytes(io::PcapRecords::kMost));
    if (!record) return records_.reset();
    if (filter_.passes(record->header, record->frame)) batch_.add(record->header, record->frame);
    file_.skip_file_bytes(record->size);
  }
}

void CaptureSource::read_frames() {
  while (!ended_ && !batch_.full() && (batch_.empty() || frame_at_hand())) {
    pcap_pkthdr* header = nullptr;
    const u_char* frame = nullptr;
    const int result = pcap_next_ex(handle_.get(), &header, &frame);
    if (result == 1) {
      if (filter_.passes(*header, frame)) batch_.add(*header, frame);
    } else {
      ended_ = true;
      // To libpcap a wake-up looks like the end of the file.
      if (result == PCAP_ERROR && !wakeup_.is_set()) error_ = failure();
    }
  }
}

Result<SourceState> CaptureSource::next(std::span<const Frame>& out) {
  batch_.clear();
  if (wakeup_.is_set()) return SourceState::woken;
  take_records();
  if (!records_) read_frames();
  if (auto sound = file_.verify(); !sound) {
    ended_ = true;
    return tl::unexpected(sound.error());
  }
  out = batch_.frames();
  stats_.frames.add(out.size());
  if (!out.empty()) return SourceState::ready;
  if (auto whole = file_.verify_end(); !whole) return tl::unexpected(whole.error());
  if (error_) return tl::unexpected(*std::exchange(error_, std::nullopt));
  return wakeup_.is_set() ? SourceState::woken : SourceState::end;
}

}  // namespace

Result<std::unique_ptr<PacketSource>> make_capture_source(int descriptor, std::vector<std::byte> head,
                                                          const std::string& filter, const Wakeup& wakeup) {
  const auto total = io::regular_file_size(descriptor);
  auto source = std::make_unique<CaptureSource>(Descriptor(descriptor), std::move(head), total, wakeup);
  if (auto opened = source->open(filter); !opened) return tl::unexpected(opened.error());
  return source;
}

}  // namespace nmsgxx

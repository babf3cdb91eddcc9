#include "io/frame_batch.hpp"

#include <chrono>

namespace nmsgxx::io {

void FrameBatch::add(const pcap_pkthdr& header, const u_char* frame) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  const auto* begin = reinterpret_cast<const std::byte*>(frame);
  octets_.insert(octets_.end(), begin, begin + header.caplen);
  ends_[count_] = octets_.size();
  Frame& out = frames_[count_++];
  out.original_length = header.len;
  // A damaged file may claim more than a second of fractions, or what libpcap takes for less than none.
  const auto carry = std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(header.ts.tv_usec));
  out.time_sec = header.ts.tv_sec + carry.count();
  out.time_nsec = static_cast<std::uint32_t>(header.ts.tv_usec - carry.count() * kNanoseconds);
}

std::span<const Frame> FrameBatch::frames() noexcept {
  std::size_t from = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    frames_[i].bytes = Bytes(octets_).subspan(from, ends_[i] - from);
    from = ends_[i];
  }
  return {frames_.data(), count_};
}

}  // namespace nmsgxx::io

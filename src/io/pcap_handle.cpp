#include "io/pcap_handle.hpp"

#include <chrono>
#include <string>

#include "base/assert.hpp"

namespace nmsgxx::io {

Result<LinkType> link_of(pcap_t* handle) {
  const int number = pcap_datalink(handle);
  if (const auto type = link_type(number)) return *type;
  const char* name = pcap_datalink_val_to_name(number);
  return fail(Errc::unsupported, 0,
              "link type " + (name != nullptr ? std::string(name) : std::to_string(number)) + " is not supported");
}

void FrameBatch::add(const pcap_pkthdr& header, const u_char* frame) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  NMSGXX_ASSERT(count_ < frames_.size());
  const auto* begin = reinterpret_cast<const std::byte*>(frame);
  bytes_.insert(bytes_.end(), begin, begin + header.caplen);
  ends_[count_] = bytes_.size();
  Frame& out = frames_[count_++];
  out.original_length = header.len;
  // A damaged file may claim a fraction of more than a second, or one that libpcap takes to be negative.
  const auto carry = std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(header.ts.tv_usec));
  out.time_sec = header.ts.tv_sec + carry.count();
  out.time_nsec = static_cast<std::uint32_t>(header.ts.tv_usec - carry.count() * kNanoseconds);
}

std::span<const Frame> FrameBatch::frames() noexcept {
  std::size_t from = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    frames_[i].bytes = Bytes(bytes_).subspan(from, ends_[i] - from);
    from = ends_[i];
  }
  return {frames_.data(), count_};
}

}  // namespace nmsgxx::io

#include "packet/fragment_coverage.hpp"

#include <algorithm>

namespace nmsgxx::packet {

bool FragmentCoverage::add(const IpFragment& fragment) noexcept {
  const std::size_t end = fragment.offset + fragment.data.size();
  if (!fits(fragment, end) || !mark(fragment.offset, end)) return false;
  if (fragment.last) end_ = end;
  // An empty fragment is nowhere, wherever it says it is.
  if (!fragment.data.empty()) highest_ = std::max(highest_, end);
  size_ += fragment.data.size();
  return true;
}

bool FragmentCoverage::fits(const IpFragment& fragment, std::size_t end) const noexcept {
  if (end > kIpPacketMax || (end_ && end > *end_)) return false;
  if (fragment.last) return !end_ && highest_ <= fragment.offset;
  return fragment.data.size() % kBlock == 0;
}

// False when one of the blocks is taken.
bool FragmentCoverage::mark(std::size_t offset, std::size_t end) noexcept {
  const std::size_t first = offset / kBlock;
  const std::size_t behind = (end + kBlock - 1) / kBlock;
  if (blocks_.test(first)) return false;
  for (std::size_t block = first; block < behind; ++block) {
    if (blocks_.test(block)) return false;
    blocks_.set(block);
  }
  return true;
}

}  // namespace nmsgxx::packet

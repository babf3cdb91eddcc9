#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::container {

/// Messages one behind the other, and payloads that view them once all are there.
class PayloadBatch {
 public:
  void clear() noexcept {
    octets_.clear();
    payloads_.clear();
    ends_.clear();
  }
  bool empty() const noexcept { return payloads_.empty(); }

  /// Append a message to octets(), then add its payload, whose `bytes` do not count.
  std::vector<std::byte>& octets() noexcept { return octets_; }
  void add(const PayloadView& payload) {
    payloads_.push_back(payload);
    payloads_.back().has_bytes = true;
    ends_.push_back(octets_.size());
  }

  /// Valid until something is added or all is cleared.
  std::span<const PayloadView> payloads() noexcept {
    std::size_t from = 0;
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      payloads_[i].bytes = Bytes(octets_).subspan(from, ends_[i] - from);
      from = ends_[i];
    }
    return payloads_;
  }

 private:
  std::vector<std::byte> octets_;
  std::vector<PayloadView> payloads_;
  std::vector<std::size_t> ends_;
};

}  // namespace nmsgxx::container

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::container {

/// Payloads and their messages, which share one buffer.
class PayloadBatch {
 public:
  void clear() noexcept {
    bytes_.clear();
    payloads_.clear();
    ends_.clear();
  }
  bool empty() const noexcept { return payloads_.empty(); }

  /// Adds a payload.  Its message must have been appended to octets() before; its `bytes` are ignored.
  std::vector<std::byte>& octets() noexcept { return bytes_; }
  void add(const PayloadView& payload) {
    payloads_.push_back(payload);
    payloads_.back().has_bytes = true;
    ends_.push_back(bytes_.size());
  }

  /// Returns the payloads, which are valid until one is added or the batch is cleared; may be moved about until then.
  std::span<PayloadView> payloads() noexcept {
    std::size_t from = 0;
    for (std::size_t i = 0; i < payloads_.size(); ++i) {
      payloads_[i].bytes = Bytes(bytes_).subspan(from, ends_[i] - from);
      from = ends_[i];
    }
    return payloads_;
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<PayloadView> payloads_;
  std::vector<std::size_t> ends_;
};

}  // namespace nmsgxx::container

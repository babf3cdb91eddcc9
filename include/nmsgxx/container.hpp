#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx {

/// A container's payloads, in wire order, as views into the caller's bytes.
///
/// Lifetime: every view points into `body` and must not outlive it.  Nothing is copied or allocated.
/// Errors:   truncated, bad_varint, bad_field, bad_wire_type, missing_field, with the offset in `body`.  One malformed payload
///           makes the whole container unreadable.
/// Threads:  a const ContainerView may be read from any number of threads.
class ContainerView {
 public:
  class Iterator;

  ContainerView() = default;

  /// Parses the body of one container.
  ///
  /// @param body  an `Nmsg` message: a container without its header, inflated, with its fragments joined
  static Result<ContainerView> parse(Bytes body);

  std::size_t size() const noexcept { return payload_count_; }
  bool empty() const noexcept { return payload_count_ == 0; }

  /// Iterates over the payloads.  Each has its stored CRC, which is not checked: call PayloadView::check_crc().
  Iterator begin() const noexcept;
  std::default_sentinel_t end() const noexcept { return {}; }

  std::optional<std::uint32_t> sequence() const noexcept { return sequence_; }
  std::optional<std::uint64_t> sequence_id() const noexcept { return sequence_id_; }
  Bytes body() const noexcept { return body_; }

 private:
  Bytes body_;
  std::size_t payload_count_ = 0;
  std::size_t crc_count_ = 0;
  std::size_t first_crc_ = 0;  // offset of the first payload_crcs field
  std::optional<std::uint32_t> sequence_;
  std::optional<std::uint64_t> sequence_id_;
};

/// An input iterator, which parses the payloads and their CRCs as it reaches them.
class ContainerView::Iterator {
 public:
  using value_type = PayloadView;
  using difference_type = std::ptrdiff_t;

  Iterator() = default;
  const PayloadView& operator*() const noexcept { return payload_; }
  const PayloadView* operator->() const noexcept { return &payload_; }
  Iterator& operator++() noexcept;
  void operator++(int) noexcept { ++*this; }
  friend bool operator==(const Iterator& it, std::default_sentinel_t) noexcept { return it.left_ == 0; }

 private:
  friend class ContainerView;
  explicit Iterator(const ContainerView& view) noexcept;
  void load() noexcept;
  void load_crc() noexcept;
  bool find_crc(std::uint64_t& value) noexcept;

  const std::byte* payload_at_ = nullptr;  // where the search for the next payloads field begins
  const std::byte* crc_at_ = nullptr;
  const std::byte* packed_end_ = nullptr;  // inside a packed payload_crcs field: its end
  const std::byte* end_ = nullptr;
  std::size_t left_ = 0;
  std::size_t crcs_left_ = 0;
  PayloadView payload_;
};

}  // namespace nmsgxx

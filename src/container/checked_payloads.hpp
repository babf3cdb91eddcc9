#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/container.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::container {

/// The payloads of a container whose CRCs are correct or missing.
///
/// Gives what a ContainerView and PayloadView::check_crc() give.  Containers that are laid out as all known writers do are read
/// in one pass over the bytes, and memory is reused for the next container.
class CheckedPayloads {
 public:
  struct BadCrc {
    std::uint32_t computed;
    std::uint32_t stored;
    std::size_t before;  ///< how many of payloads() come before it
  };

  /// Replaces the payloads with those of a container.
  ///
  /// Lifetime: the payloads are views of `body`, and valid until the next call.
  /// Errors:   those of ContainerView::parse.
  Result<void> read(Bytes body);

  /// Callers may reorder them.
  std::span<PayloadView> payloads() noexcept { return payloads_; }
  std::span<BadCrc> bad_crcs() noexcept { return bad_crcs_; }
  std::span<const BadCrc> bad_crcs() const noexcept { return bad_crcs_; }
  std::optional<std::uint32_t> sequence() const noexcept { return sequence_; }
  std::optional<std::uint64_t> sequence_id() const noexcept { return sequence_id_; }

 private:
  void clear() noexcept;
  bool read_in_one_pass(Bytes body);
  const std::byte* read_payloads(const std::byte* at, const std::byte* end);
  const std::byte* compare_crcs(const std::byte* at, const std::byte* end);
  bool read_sequence(const std::byte* at, const std::byte* end) noexcept;
  Result<void> read_any(Bytes body);

  std::vector<PayloadView> payloads_;
  std::vector<BadCrc> bad_crcs_;
  std::optional<std::uint32_t> sequence_;
  std::optional<std::uint64_t> sequence_id_;
};

}  // namespace nmsgxx::container

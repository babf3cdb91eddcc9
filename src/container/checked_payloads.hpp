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

/// The payloads of a container whose CRCs are not wrong.
///
/// What a ContainerView and PayloadView::check_crc() do, but in one pass over the octets, for containers in the form that all
/// writers give them; its memory is kept from one to the next.
class CheckedPayloads {
 public:
  struct BadCrc {
    std::uint32_t computed;
    std::uint32_t stored;
    std::size_t before;  ///< payloads() that stand before it
  };

  /// Takes the container's payloads in the place of what was there.  They are views of `body`.
  ///
  /// Errors: those of ContainerView::parse.
  Result<void> read(Bytes body);

  /// May be moved about until the next read().
  std::span<PayloadView> payloads() noexcept { return payloads_; }
  std::span<const BadCrc> bad_crcs() const noexcept { return bad_crcs_; }
  std::optional<std::uint32_t> sequence() const noexcept { return sequence_; }
  std::optional<std::uint64_t> sequence_id() const noexcept { return sequence_id_; }

 private:
  void clear() noexcept;
  bool read_usual(Bytes body);
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

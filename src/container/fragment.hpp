#pragma once

#include <cstddef>
#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {

/// One NmsgFragment, as a view of a body.
struct FragmentView {
  std::uint32_t id = 0;
  std::uint32_t current = 0;
  std::uint32_t last = 0;
  Bytes piece{};
  std::uint32_t crc = 0;  ///< CRC-32C of the joined body; only if has_crc
  bool has_crc = false;

  /// Errors: those of ContainerView::parse.
  static Result<FragmentView> parse(Bytes body);
};

/// The most bytes that encode_fragment() writes besides the piece.
inline constexpr std::size_t kFragmentFieldsMax = 5 * (1 + wire::kVarint32Max);

/// Writes the NmsgFragment message.
///
/// @param out  has room for the piece and kFragmentFieldsMax bytes
/// @return the end of what was written
std::byte* encode_fragment(const FragmentView& fragment, std::byte* out) noexcept;

}  // namespace nmsgxx::container

#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::container {

/// One NmsgFragment, a view into a body.
struct FragmentView {
  std::uint32_t id = 0;
  std::uint32_t current = 0;
  std::uint32_t last = 0;
  Bytes piece;
  std::uint32_t crc = 0;  ///< CRC-32C of the joined body; meaningful when has_crc
  bool has_crc = false;

  /// Errors: those of ContainerView::parse.
  static Result<FragmentView> parse(Bytes body);
};

}  // namespace nmsgxx::container

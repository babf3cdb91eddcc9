#include "nmsgxx/payload.hpp"

#include "wire/crc32c.hpp"

namespace nmsgxx {

CrcVerdict PayloadView::check_crc() const noexcept {
  if (!has_crc) return CrcVerdict::absent;
  return wire::crc32c(bytes) == stored_crc ? CrcVerdict::good : CrcVerdict::bad;
}

}  // namespace nmsgxx

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::dns {

/// Where rdata stands in a message, and what it is.
struct RdataPlace {
  std::size_t offset;
  std::size_t size;
  std::uint16_t rrtype;
  std::uint16_t rrclass;
};

/// Appends rdata that is inside the message, its names uncompressed.  Where the type's fields are known, the rdata must be
/// whole fields: as many as there are octets, and no octets behind the last.
///
/// Errors: Errc::bad_length; what was appended is of no use then.
Result<void> unpack_rdata(Bytes message, const RdataPlace& place, std::vector<std::byte>& out);

}  // namespace nmsgxx::dns

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "nmsgxx/bytes.hpp"
#include "packet/ip_headers.hpp"

namespace nmsgxx::packet {

/// A fragment of an IP packet, for joining.  Views point into the caller's octets.
struct IpFragment {
  IpVersion version;
  bool last;
  std::size_t offset;  ///< of `data` in the joined packet, behind its header
  Bytes header;        ///< what the joined packet begins with, when this is its first fragment
  Bytes data;
  Bytes identification;   ///< what the fragments of a packet share, beside its addresses
  std::uint8_t protocol;  ///< IPv6: what belongs at header[named_at] when the fragment header is taken out
  std::size_t named_at;
};

/// Nothing when the packet is no fragment, is cut, or its headers are not sound.  Octets behind the length that its header
/// gives are left out.  An IPv6 fragment header may follow hop-by-hop, routing and destination headers.
std::optional<IpFragment> ip_fragment(Bytes packet) noexcept;

}  // namespace nmsgxx::packet

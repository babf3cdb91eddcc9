#include "nmsgxx/error.hpp"

namespace nmsgxx {

std::string_view to_string(Errc code) noexcept {
  switch (code) {
    case Errc::truncated: return "truncated";
    case Errc::cut_end: return "truncated at the end";
    case Errc::bad_magic: return "not a container (incorrect magic number in NMSG header)";
    case Errc::bad_version: return "unknown container version";
    case Errc::bad_length: return "invalid container length";
    case Errc::too_long: return "longer than the limit";
    case Errc::bad_varint: return "malformed varint";
    case Errc::bad_field: return "malformed field number";
    case Errc::bad_wire_type: return "wrong wire type";
    case Errc::missing_field: return "required field missing";
    case Errc::bad_zlib: return "damaged zlib stream";
    case Errc::too_large: return "larger than the limit";
    case Errc::too_many_payloads: return "more payloads or fields than the limit";
    case Errc::too_many_fragments: return "more fragments than the limit";
    case Errc::bad_fragment: return "inconsistent fragment";
    case Errc::lost_fragment: return "missing fragments";
    case Errc::bad_crc: return "crc mismatch in a payload";
    case Errc::bad_text: return "malformed text";
    case Errc::bad_argument: return "invalid argument";
    case Errc::system: return "system error";
    case Errc::unsupported: return "not supported";
    case Errc::undelivered: return "datagram not delivered";
    case Errc::refused: return "must not be skipped";
  }
  return "unknown error";
}

std::string Error::message() const {
  if (detail.empty()) return std::string(to_string(code));
  // These details are complete messages.
  switch (code) {
    case Errc::system:
    case Errc::bad_argument:
    case Errc::bad_text:
    case Errc::unsupported:
    case Errc::refused: return detail;
    default: break;
  }
  return std::string(to_string(code)) + ": " + detail;
}

}  // namespace nmsgxx

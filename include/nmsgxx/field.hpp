#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
}

namespace nmsgxx {

/// What kind of values a field has, as people and texts see it.
enum class FieldKind : std::uint8_t {
  boolean,
  bytes,
  enumeration,
  string,   ///< text on one line, which may end with a NUL
  lines,    ///< text on any number of lines, which may end with a NUL
  address,  ///< an IPv4 or IPv6 address, in 4 or 16 bytes
  int16,    ///< a number of which the low 16 bits count; the same for uint16
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  real,
  message,  ///< a nested message, which only types from .proto files have
};

/// Returns the name of a kind, such as "ip" or "mlstring".
std::string_view to_string(FieldKind kind) noexcept;

/// One field of a message type.
///
/// A field may be stored, computed from other fields, or both.  If it is both, presentation form shows the computed value and
/// JSON the stored one.
struct Field {
  std::string name;
  FieldKind kind = FieldKind::bytes;
  const google::protobuf::FieldDescriptor* stored = nullptr;  ///< null when the field is only computed
  bool required = false;
  bool repeated = false;
  bool computed = false;
  bool presented = true;  ///< whether presentation form shows the field; JSON shows all fields
};

}  // namespace nmsgxx

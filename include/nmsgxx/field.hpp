#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
}

namespace nmsgxx {

/// What the values of a field are to texts and to people.
enum class FieldKind : std::uint8_t {
  boolean,
  bytes,
  enumeration,
  string,   ///< octets that are text on one line, perhaps with a NUL behind it
  lines,    ///< octets that are any number of lines, the same
  address,  ///< octets that are an IPv4 or IPv6 address
  int16,    ///< a number of which the low 16 bits count; the same for uint16
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  real,
  message,  ///< a message of its own; only in types that were read from a .proto file
};

/// The name that people know it by, such as "ip" or "mlstring".
std::string_view to_string(FieldKind kind) noexcept;

/// One field of a message type.
///
/// A field may be stored, computed from other fields, or both.  Presentation prefers what is computed, JSON what is stored.
struct Field {
  std::string name;
  FieldKind kind = FieldKind::bytes;
  const google::protobuf::FieldDescriptor* stored = nullptr;  ///< null when it is computed only
  bool required = false;
  bool repeated = false;
  bool computed = false;
  bool presented = true;  ///< whether presentation shows it; JSON shows all
};

}  // namespace nmsgxx

#include "nmsgxx/field.hpp"

#include <array>

namespace nmsgxx {

std::string_view to_string(FieldKind kind) noexcept {
  static constexpr std::array<std::string_view, 14> kNames = {"bool",  "bytes",  "enum",   "string", "mlstring",
                                                              "ip",    "int16",  "uint16", "int32",  "uint32",
                                                              "int64", "uint64", "double", "message"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace nmsgxx

#include <array>
#include <cstdint>
#include <iterator>

#include "message/address_text.hpp"
#include "message/field_text.hpp"
#include "message/presentation_fields.hpp"
#include "message/text.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {
namespace {

using wire::WireType;

struct Known {
  std::string_view name;
  WireType type;
};

// proto/ipconn.proto; the index is the number less one.
constexpr Known kFields[] = {{"proto: ", WireType::varint},
                             {"srcip: ", WireType::bytes},
                             {"srcport: ", WireType::varint},
                             {"dstip: ", WireType::bytes},
                             {"dstport: ", WireType::varint}};
constexpr std::size_t kCount = std::size(kFields);

char* put_value(char* out, const wire::Field& field) noexcept {
  if (field.type == WireType::bytes) return put_ip(out, field.bytes);
  return put_number(out, static_cast<std::uint16_t>(field.value));
}

}  // namespace

bool append_ipconn_fields(Bytes message, std::string_view endline, std::string& out) {
  std::array<wire::Field, kCount> fields;  // number 0: absent
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (cursor.next(field)) return false;
    if (field.number > kCount || field.type != kFields[field.number - 1].type) continue;
    fields[field.number - 1] = field;
  }
  for (const wire::Field& found : fields) {
    if (found.number == 0) continue;
    std::array<char, 16 + kAddressTextMax> line;
    char* end = put(line.data(), kFields[found.number - 1].name);
    out.append(line.data(), put_value(end, found));
    out += endline;
  }
  return true;
}

}  // namespace nmsgxx::message

#include "container/payload_limit.hpp"

#include <cstdint>

#include "container/fields.hpp"
#include "container/payload_parser.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {
namespace {

// Fields of which a payload has nine, with its own one and its CRC.
constexpr std::size_t kFieldsOfPayload = 12;
// No message in this form has a field that takes less.
constexpr std::size_t kPayloadLeast = 13;

/// Fields one behind the other, those of groups like all others.
class Walk {
 public:
  Walk(std::size_t most_payloads, std::size_t most_fields) noexcept
      : payloads_left_(most_payloads), fields_left_(most_fields) {}

  bool over() const noexcept { return over_; }

  /// Returns where the walk ended.
  const std::byte* body(Bytes message) noexcept { return fields(message, true); }

 private:
  const std::byte* fields(Bytes message, bool of_body) noexcept {
    const std::byte* at = message.data();
    const std::byte* const end = at + message.size();
    while (at != end && !over_) {
      count(1);
      std::uint64_t key = 0;
      const std::byte* const value = wire::read_varint(at, end, key);
      const std::byte* const next = value == nullptr ? nullptr : behind_value(key, value, end, of_body);
      if (next == nullptr) break;
      at = next;
    }
    return at;
  }
  // Null when that is not in the message.
  const std::byte* behind_value(std::uint64_t key, const std::byte* at, const std::byte* end, bool of_body) noexcept {
    std::uint64_t value = 0;
    std::size_t length = 0;
    switch (static_cast<wire::WireType>(key & 7)) {
      case wire::WireType::varint: return wire::read_varint(at, end, value);
      case wire::WireType::fixed64: return end - at < 8 ? nullptr : at + 8;
      case wire::WireType::fixed32: return end - at < 4 ? nullptr : at + 4;
      case wire::WireType::group_start:
      case wire::WireType::group_end: return at;
      case wire::WireType::bytes: break;
      default: return nullptr;
    }
    at = wire::read_length(at, end, length);
    if (at == nullptr) return nullptr;
    if (of_body) look_into(key >> 3, {at, length});
    return at + length;
  }
  void look_into(std::uint64_t number, Bytes value) noexcept {
    // Packed: one to each octet, perhaps.
    if (number == nmsg_field::kPayloadCrcs) count(value.size());
    if (number != nmsg_field::kPayloads) return;
    over_ = over_ || payloads_left_ == 0;
    if (over_) return;
    --payloads_left_;
    if (is_usual_payload(value.data(), value.data() + value.size())) return;
    fields(value, false);
  }
  void count(std::size_t more) noexcept {
    over_ = over_ || more > fields_left_;
    if (!over_) fields_left_ -= more;
  }

  std::size_t payloads_left_;
  std::size_t fields_left_;
  bool over_ = false;
};

}  // namespace

Census count_payloads(Bytes body, std::size_t most) noexcept {
  if (body.size() / kPayloadLeast <= most) return {};
  Walk walk(most, most * kFieldsOfPayload);
  const std::byte* const end = walk.body(body);
  return {.few = !walk.over(), .walked = static_cast<std::size_t>(end - body.data())};
}

}  // namespace nmsgxx::container

#include "container/payload_limit.hpp"

#include <cstdint>

#include "container/fields.hpp"
#include "container/payload_parser.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {
namespace {

// A payload has at most nine fields that are known, including its own and its CRC.
constexpr std::size_t kFieldsPerPayload = 12;
// No valid payload takes fewer bytes, including its key and its length.
constexpr std::size_t kPayloadMin = 13;

/// Walks fields in the order of their bytes.  Those inside groups count like all others.
class Walk {
 public:
  Walk(std::size_t max_payloads, std::size_t max_fields) noexcept : payloads_left_(max_payloads), fields_left_(max_fields) {}

  bool exceeded() const noexcept { return exceeded_; }

  /// Returns where the walk ended.
  const std::byte* walk_body(Bytes body) noexcept { return walk_fields(body, true); }

 private:
  const std::byte* walk_fields(Bytes message, bool is_body) noexcept {
    const std::byte* at = message.data();
    const std::byte* const end = at + message.size();
    while (at != end && !exceeded_) {
      count_fields(1);
      std::uint64_t key = 0;
      const std::byte* const value = wire::read_varint(at, end, key);
      const std::byte* const next = value == nullptr ? nullptr : walk_value(key, value, end, is_body);
      if (next == nullptr) break;
      at = next;
    }
    return at;
  }
  // Returns the end of the value; null when it is malformed.
  const std::byte* walk_value(std::uint64_t key, const std::byte* at, const std::byte* end, bool is_body) noexcept {
    std::uint64_t value = 0;
    std::size_t length = 0;
    switch (static_cast<wire::WireType>(key & wire::kWireTypeMask)) {
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
    if (is_body) walk_body_field(key >> wire::kWireTypeBits, {at, length});
    return at + length;
  }
  void walk_body_field(std::uint64_t number, Bytes value) noexcept {
    // Packed CRCs may take as little as one byte each.
    if (number == nmsg_field::kPayloadCrcs) count_fields(value.size());
    if (number != nmsg_field::kPayloads) return;
    exceeded_ = exceeded_ || payloads_left_ == 0;
    if (exceeded_) return;
    --payloads_left_;
    if (is_canonical_payload(value.data(), value.data() + value.size())) return;
    walk_fields(value, false);
  }
  void count_fields(std::size_t number) noexcept {
    exceeded_ = exceeded_ || number > fields_left_;
    if (!exceeded_) fields_left_ -= number;
  }

  std::size_t payloads_left_;
  std::size_t fields_left_;
  bool exceeded_ = false;
};

}  // namespace

PayloadLimitCheck check_payload_limit(Bytes body, std::size_t max_payloads) noexcept {
  if (body.size() / kPayloadMin <= max_payloads) return {};
  Walk walk(max_payloads, max_payloads * kFieldsPerPayload);
  const std::byte* const end = walk.walk_body(body);
  return {.exceeded = walk.exceeded(), .walked = static_cast<std::size_t>(end - body.data())};
}

}  // namespace nmsgxx::container

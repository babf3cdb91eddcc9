#include "nmsgxx/packet_message.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "packet/known_fields.hpp"
#include "packet/usual_packet.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

namespace nmsgxx {
namespace {

using packet::kPayloadTypeIp;
namespace packet_field = packet::packet_field;
using wire::WireType;

// payload_type IP, then the key of payload: how every writer begins.
constexpr std::array<std::byte, 3> kUsualStart = {std::byte{0x08}, std::byte{kPayloadTypeIp}, std::byte{0x12}};

std::optional<Bytes> any_form(Bytes message) noexcept {
  bool ip = false;
  std::optional<Bytes> payload;
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (cursor.next(field)) return std::nullopt;
    // To protobuf a value that the enum lacks is an unknown field: it does not undo an earlier one.
    const auto low = static_cast<std::uint32_t>(field.value);
    if (field.is(packet_field::kPayloadType, WireType::varint)) ip |= low == kPayloadTypeIp;
    if (field.is(packet_field::kPayload, WireType::bytes)) payload = field.bytes;
  }
  return ip ? payload : std::nullopt;
}

}  // namespace

std::optional<Bytes> packet_of_message(Bytes message) noexcept {
  if (const auto packet = packet::usual_packet(message)) return packet;
  return any_form(message);
}

void append_packet_message(Bytes ip_packet, std::vector<std::byte>& out) {
  std::array<std::byte, kPacketPrefixMax> prefix;
  std::byte* end = std::copy(kUsualStart.begin(), kUsualStart.end(), prefix.data());
  end = wire::write_varint(end, ip_packet.size());
  out.insert(out.end(), prefix.data(), end);
  out.insert(out.end(), ip_packet.begin(), ip_packet.end());
}

}  // namespace nmsgxx

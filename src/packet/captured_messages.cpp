#include "packet/captured_messages.hpp"

#include <array>

#include "nmsgxx/packet_message.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx {
namespace {

using wire::WireType;

// proto/pkt.proto
namespace pkt_field {
constexpr std::uint32_t kPayload = 1;
constexpr std::uint32_t kLenFrame = 2;
}  // namespace pkt_field

// proto/ncap.proto
namespace ncap_field {
constexpr std::uint32_t kType = 1;
constexpr std::uint32_t kPayload = 2;
enum Type : std::uint8_t { kIpv4 = 0, kIpv6 = 1 };
}  // namespace ncap_field

/// Appends what `write` puts into room for two fields without the bytes that they carry.
template <class Write>
void append_fields(std::vector<std::byte>& out, const Write& write) {
  std::array<std::byte, 2 * wire::kFieldHeaderMax> fields;
  out.insert(out.end(), fields.data(), write(fields.data()));
}

std::optional<Bytes> any_form(Bytes message) noexcept {
  namespace packet_field = packet::packet_field;
  bool ip = false;
  std::optional<Bytes> payload;
  wire::Field field;
  for (wire::Cursor cursor(message); !cursor.done();) {
    if (cursor.next(field)) return std::nullopt;
    // To protobuf a value that the enum lacks is an unknown field, which does not undo an earlier one.
    const auto type = static_cast<std::uint32_t>(field.value);
    if (field.is(packet_field::kPayloadType, WireType::varint)) ip |= type == packet_field::kIp;
    if (field.is(packet_field::kPayload, WireType::bytes)) payload = field.bytes;
  }
  return ip ? payload : std::nullopt;
}

}  // namespace

std::optional<Bytes> packet_of_message(Bytes message) noexcept {
  if (const auto packet = packet::canonical_packet(message)) return packet;
  return any_form(message);
}

void append_packet_message(Bytes ip_packet, std::vector<std::byte>& out) {
  append_fields(out, [&](std::byte* at) {
    at = std::ranges::copy(packet::kCanonicalStart, at).out;
    return wire::write_varint(at, ip_packet.size());
  });
  out.insert(out.end(), ip_packet.begin(), ip_packet.end());
}

void packet::append_pkt_message(Bytes frame, std::uint32_t original_length, std::vector<std::byte>& out) {
  append_fields(out, [&](std::byte* at) { return wire::write_bytes_header(at, pkt_field::kPayload, frame.size()); });
  out.insert(out.end(), frame.begin(), frame.end());
  append_fields(out, [&](std::byte* at) { return wire::write_varint_field(at, pkt_field::kLenFrame, original_length); });
}

void packet::append_ncap_message(Bytes ip_packet, IpVersion version, std::vector<std::byte>& out) {
  append_fields(out, [&](std::byte* at) {
    at = wire::write_varint_field(at, ncap_field::kType, version == IpVersion::v6 ? ncap_field::kIpv6 : ncap_field::kIpv4);
    return wire::write_bytes_header(at, ncap_field::kPayload, ip_packet.size());
  });
  out.insert(out.end(), ip_packet.begin(), ip_packet.end());
}

}  // namespace nmsgxx

#include "container/payloads.hpp"

#include "base/endian.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::test {
namespace {

std::uint32_t any_number32(Random& random) {
  return static_cast<std::uint32_t>(any_number(random));
}

}  // namespace

OwnedPayload random_payload(Random& random, std::size_t size) {
  OwnedPayload out;
  PayloadView& head = out.head;
  head.type = {any_number32(random), any_number32(random)};
  head.time_sec = static_cast<std::int64_t>(any_number(random));
  if (one_in(random, 4)) head.time_sec = ~head.time_sec;
  head.time_nsec = any_number32(random);
  head.has_source = one_in(random, 2);
  head.has_operator = one_in(random, 2);
  head.has_group = one_in(random, 2);
  if (head.has_source) head.source = one_in(random, 4) ? 0 : any_number32(random);
  if (head.has_operator) head.operator_ = any_number32(random);
  if (head.has_group) head.group = any_number32(random);
  head.has_bytes = size > 0 || one_in(random, 2);
  out.octets = noise(random, size);
  return out;
}

nmsg::NmsgPayload message_of(const PayloadView& payload) {
  nmsg::NmsgPayload out;
  out.set_vid(payload.type.vid);
  out.set_msgtype(payload.type.msgtype);
  out.set_time_sec(payload.time_sec);
  out.set_time_nsec(payload.time_nsec);
  if (payload.has_bytes) out.set_payload(payload.bytes.data(), payload.bytes.size());
  if (payload.has_source) out.set_source(payload.source);
  if (payload.has_operator) out.set_operator_(payload.operator_);
  if (payload.has_group) out.set_group(payload.group);
  return out;
}

nmsg::Nmsg message_of(const std::vector<OwnedPayload>& payloads) {
  nmsg::Nmsg out;
  for (const OwnedPayload& payload : payloads) {
    *out.add_payloads() = message_of(payload.view());
    out.add_payload_crcs(base::swap_bytes(wire::crc32c(payload.view().bytes)));
  }
  return out;
}

}  // namespace nmsgxx::test

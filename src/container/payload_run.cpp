#include "container/payload_run.hpp"

#include "wire/varint.hpp"

namespace nmsgxx::container {

void PayloadRun::add(const PayloadView& payload) {
  const std::size_t size = encoded_size(payload);
  std::byte* out = payloads_.room(1 + wire::varint_size(size) + size);
  *out = kPayloadsKey;
  payloads_.commit(encode_payload(payload, wire::write_varint(out + 1, size)));
  close(wire::crc32c(payload.bytes));
}

}  // namespace nmsgxx::container

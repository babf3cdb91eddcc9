#include "container/payload_run.hpp"

#include "wire/varint.hpp"

namespace nmsgxx::container {

void PayloadRun::begin_time(MessageType type, std::int64_t time_sec) noexcept {
  type_ = type;
  time_sec_ = time_sec;
  usual_ = is_usual_head(type, time_sec);
  words_ = usual_head_words(type, time_sec);
}

std::byte* PayloadRun::write_framed(const PayloadView& payload, std::byte* out) noexcept {
  *out = kPayloadsKey;
  return encode_payload(payload, wire::write_varint(out + 1, encoded_size(payload)));
}

}  // namespace nmsgxx::container

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "container/grow_buffer.hpp"
#include "container/payload_encoder.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::container {

/// Payloads encoded as they stand in a container, one behind the other, and their CRCs: made by any thread, to be taken over by
/// a Packer.
class PayloadRun {
 public:
  /// Where an entry ends, among the payloads and among the CRCs.
  struct Ends {
    std::size_t payload = 0;
    std::size_t crc = 0;
  };

  std::size_t size() const noexcept { return ends_.size(); }
  void clear() noexcept {
    payloads_.resize(0);
    crcs_.resize(0);
    ends_.clear();
  }

  /// Adds a copy, with a CRC of its own.
  void add(const PayloadView& payload);

  /// Adds a message of at most kSmallMost octets, which is encoded in its place.
  ///
  /// @param type     of the message
  /// @param payload  the fields beside the message and its type
  /// @param encode   given where the message begins, returns where it ends
  template <class Encode>
  void add_small(MessageType type, const PayloadView& payload, Encode encode) {
    if (!is_usual_head(type, payload)) return add_unusual(type, payload, encode);
    std::byte* const begin = payloads_.room(2 + kUsualHead + 1 + kSmallMost + kTagsMost);
    std::byte* const length = write_usual_head(type, payload, begin + 2);
    std::byte* const end = encode(length + 1);
    const Bytes message(length + 1, end);
    *length = static_cast<std::byte>(message.size());
    const bool tags = payload.has_source || payload.has_operator || payload.has_group;
    std::byte* const behind = tags ? write_tags(payload, end) : end;
    begin[0] = kPayloadsKey;
    begin[1] = static_cast<std::byte>(behind - (begin + 2));
    payloads_.commit(behind);
    close(wire::crc32c(message));
  }

  const Ends* ends() const noexcept { return ends_.data(); }
  Bytes payloads() const noexcept { return payloads_.bytes(); }
  Bytes crcs() const noexcept { return crcs_.bytes(); }

  /// With all that stands around it, less than 128 octets.
  static constexpr std::size_t kSmallMost = 64;

 private:
  template <class Encode>
  void add_unusual(MessageType type, PayloadView payload, Encode encode) {
    std::array<std::byte, kSmallMost> message;
    payload.type = type;
    payload.bytes = {message.data(), encode(message.data())};
    payload.has_bytes = true;
    add(payload);
  }
  void close(std::uint32_t crc) {
    crcs_.commit(write_payload_crc(crc, crcs_.room(kPayloadCrcRoom)));
    ends_.push_back({payloads_.size(), crcs_.size()});
  }

  GrowBuffer payloads_;
  GrowBuffer crcs_;
  std::vector<Ends> ends_;
};

}  // namespace nmsgxx::container

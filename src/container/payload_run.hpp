#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "container/grow_buffer.hpp"
#include "container/payload_encoder.hpp"
#include "container/payload_head.hpp"
#include "nmsgxx/payload.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::container {

/// Payloads and their CRCs, encoded as they follow each other in a container.
///
/// Any thread may fill a run; a Packer then copies it into containers.
class PayloadRun {
 public:
  /// Where a payload and its CRC end, in payloads() and in crcs().
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

  /// Adds payloads with messages of at most kSmallMax bytes, which are encoded in place.
  ///
  /// @param type      the type of every payload
  /// @param payloads  the fields of the payloads; their types and messages are ignored
  /// @param each      is called with `add`, and calls add(i, encode) for every payload i that is to be added; `encode` is
  /// called
  ///                  with the address where the message begins and returns where it ends
  template <class Each>
  void add_small(MessageType type, std::span<const PayloadView> payloads, const Each& each) {
    std::byte* out = payloads_.room(payloads.size() * kSmallRoom);
    std::byte* crcs = crcs_.room(payloads.size() * kCrcFieldRoom);
    each([&](std::size_t i, auto encode) {
      out = write_small(type, payloads[i], out, crcs, encode);
      ends_.push_back({static_cast<std::size_t>(out - payloads_.data()), static_cast<std::size_t>(crcs - crcs_.data())});
    });
    payloads_.commit(out);
    crcs_.commit(crcs);
  }

  const Ends* ends() const noexcept { return ends_.data(); }
  Bytes payloads() const noexcept { return payloads_.bytes(); }
  Bytes crcs() const noexcept { return crcs_.bytes(); }

  /// A payload with such a message and all its fields is below 128 bytes, so its length has one byte.
  static constexpr std::size_t kSmallMax = 64;

 private:
  // Room for a payload with a small message and the longest head, its key and its length.
  static constexpr std::size_t kSmallRoom = 128;

  template <class Encode>
  std::byte* write_small(MessageType type, const PayloadView& payload, std::byte* out, std::byte*& crcs, Encode encode) {
    if (payload.time_sec != time_sec_ || type != type_) [[unlikely]]
      prepare_head(type, payload.time_sec);
    if (!canonical_) [[unlikely]]
      return write_any(type, payload, out, crcs, encode);
    std::byte* const length = write_head(head_, payload.time_nsec, out + 2);
    std::byte* const message_end = encode(length + 1);
    NMSGXX_ASSERT(message_end >= length + 1 && static_cast<std::size_t>(message_end - (length + 1)) <= kSmallMax);
    *length = static_cast<std::byte>(message_end - (length + 1));
    const bool attributed = payload.has_source | payload.has_operator | payload.has_group;
    std::byte* const end = attributed ? write_attribution(payload, message_end) : message_end;
    out[0] = kPayloadsKey;
    out[1] = static_cast<std::byte>(end - (out + 2));
    crcs = write_crc_field(wire::crc32c({length + 1, message_end}), crcs);
    return end;
  }
  template <class Encode>
  std::byte* write_any(MessageType type, PayloadView payload, std::byte* out, std::byte*& crcs, Encode encode) {
    std::array<std::byte, kSmallMax> message;
    payload.type = type;
    payload.bytes = {message.data(), encode(message.data())};
    payload.has_bytes = true;
    crcs = write_crc_field(wire::crc32c(payload.bytes), crcs);
    *out = kPayloadsKey;
    return encode_payload(payload, wire::write_varint(out + 1, encoded_size(payload)));
  }
  [[gnu::noinline]] void prepare_head(MessageType type, std::int64_t time_sec) noexcept {
    type_ = type;
    time_sec_ = time_sec;
    canonical_ = has_canonical_head(type, time_sec);
    head_ = encode_head(type, time_sec);
  }

  GrowBuffer payloads_;
  GrowBuffer crcs_;
  std::vector<Ends> ends_;
  // The head for this type and second: most payloads are from the same second as the one before.
  MessageType type_;
  std::int64_t time_sec_ = 0;
  bool canonical_ = false;
  HeadWords head_{};
};

}  // namespace nmsgxx::container

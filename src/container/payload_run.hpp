#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
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

  /// Adds messages of at most kSmallMost octets, which are encoded in their places.
  ///
  /// @param payloads  the fields beside each message and its type
  /// @param each      calls add(i, encode) for those of the payloads that shall be added; `encode` is given where the message
  ///                  begins, and returns where it ends
  template <class Each>
  void add_small(MessageType type, std::span<const PayloadView> payloads, const Each& each) {
    std::byte* out = payloads_.room(payloads.size() * kSmallRoom);
    std::byte* crcs = crcs_.room(payloads.size() * kPayloadCrcRoom);
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

  /// With all that stands around it, less than 128 octets.
  static constexpr std::size_t kSmallMost = 64;

 private:
  // For a small message, in the most unusual payload.
  static constexpr std::size_t kSmallRoom = 128;

  template <class Encode>
  std::byte* write_small(MessageType type, const PayloadView& payload, std::byte* out, std::byte*& crcs, Encode encode) {
    if (payload.time_sec != time_sec_ || type != type_) [[unlikely]]
      begin_time(type, payload.time_sec);
    if (!usual_) [[unlikely]]
      return write_unusual(type, payload, out, crcs, encode);
    std::byte* const length = write_usual_head(words_, payload.time_nsec, out + 2);
    std::byte* const end = encode(length + 1);
    *length = static_cast<std::byte>(end - (length + 1));
    const bool tags = payload.has_source | payload.has_operator | payload.has_group;
    std::byte* const behind = tags ? write_tags(payload, end) : end;
    out[0] = kPayloadsKey;
    out[1] = static_cast<std::byte>(behind - (out + 2));
    crcs = write_payload_crc(wire::crc32c({length + 1, end}), crcs);
    return behind;
  }
  template <class Encode>
  std::byte* write_unusual(MessageType type, PayloadView payload, std::byte* out, std::byte*& crcs, Encode encode) {
    std::array<std::byte, kSmallMost> message;
    payload.type = type;
    payload.bytes = {message.data(), encode(message.data())};
    payload.has_bytes = true;
    crcs = write_payload_crc(wire::crc32c(payload.bytes), crcs);
    return write_framed(payload, out);
  }
  static std::byte* write_framed(const PayloadView& payload, std::byte* out) noexcept;
  void begin_time(MessageType type, std::int64_t time_sec) noexcept;

  GrowBuffer payloads_;
  GrowBuffer crcs_;
  std::vector<Ends> ends_;
  // Most payloads are of the second of the one before.
  MessageType type_;
  std::int64_t time_sec_ = 0;
  bool usual_ = false;
  UsualHeadWords words_{};
};

}  // namespace nmsgxx::container

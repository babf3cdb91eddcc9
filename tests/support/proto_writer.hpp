#pragma once

#include <cstddef>
#include <cstdint>

#include "nmsgxx/bytes.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// Builds a protobuf message field by field, in any order and also in ways that no protobuf library would write.
///
/// `width` is the least number of bytes of a varint, which is padded to it.
class ProtoWriter {
 public:
  ProtoWriter& octet(unsigned value) {
    bytes_.push_back(static_cast<std::byte>(value));
    return *this;
  }
  ProtoWriter& raw(Bytes value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  ProtoWriter& bare_varint(std::uint64_t value, std::size_t width = 1) {
    for (; value > 0x7F || width > 1; value >>= 7) {
      octet(static_cast<unsigned>(value & 0x7F) | 0x80);
      if (width > 0) --width;
    }
    return octet(static_cast<unsigned>(value));
  }
  ProtoWriter& key(std::uint32_t number, unsigned wire_type, std::size_t width = 1) {
    return bare_varint(std::uint64_t{number} << 3 | wire_type, width);
  }

  ProtoWriter& varint(std::uint32_t number, std::uint64_t value, std::size_t width = 1) {
    return key(number, 0).bare_varint(value, width);
  }
  ProtoWriter& fixed64(std::uint32_t number, std::uint64_t value) { return key(number, 1).little(value, 8); }
  ProtoWriter& bytes(std::uint32_t number, Bytes value, std::size_t width = 1) {
    return key(number, 2).bare_varint(value.size(), width).raw(value);
  }
  ProtoWriter& group(std::uint32_t number, Bytes content) { return key(number, 3).raw(content).key(number, 4); }
  ProtoWriter& fixed32(std::uint32_t number, std::uint32_t value) { return key(number, 5).little(value, 4); }

  const Octets& message() const noexcept { return bytes_; }

 private:
  ProtoWriter& little(std::uint64_t value, int size) {
    for (; size > 0; --size, value >>= 8) octet(static_cast<unsigned>(value & 0xFF));
    return *this;
  }

  Octets bytes_;
};

}  // namespace nmsgxx::test

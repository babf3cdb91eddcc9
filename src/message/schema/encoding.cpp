#include "message/schema/encoding.hpp"

#include <bit>
#include <cstdint>

namespace nmsgxx::message {
namespace {

using google::protobuf::FieldDescriptor;
using wire::WireType;

constexpr std::uint64_t extended(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number);
}

constexpr std::uint64_t zigzag(std::uint64_t number) noexcept {
  return (number >> 1) ^ (0 - (number & 1));
}

std::uint64_t number_of(FieldDescriptor::Type type, std::uint64_t raw) noexcept {
  switch (type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_ENUM: return extended(static_cast<std::int32_t>(raw));
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32: return static_cast<std::uint32_t>(raw);
    case FieldDescriptor::TYPE_SINT32: return extended(static_cast<std::int32_t>(zigzag(static_cast<std::uint32_t>(raw))));
    case FieldDescriptor::TYPE_SINT64: return zigzag(raw);
    case FieldDescriptor::TYPE_BOOL: return raw != 0;
    case FieldDescriptor::TYPE_FLOAT:
      return std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(static_cast<std::uint32_t>(raw))});
    default: return raw;
  }
}

}  // namespace

WireType wire_type_of(FieldDescriptor::Type type) noexcept {
  switch (type) {
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE: return WireType::bytes;
    case FieldDescriptor::TYPE_GROUP: return WireType::group_start;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_FLOAT: return WireType::fixed32;
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
    case FieldDescriptor::TYPE_DOUBLE: return WireType::fixed64;
    default: return WireType::varint;
  }
}

Value decoded(FieldDescriptor::Type type, const wire::Field& field) noexcept {
  if (field.type == WireType::bytes) return {.bytes = field.bytes.empty() ? Bytes{} : field.bytes};
  return {.number = number_of(type, field.value)};
}

std::uint64_t encoded(FieldDescriptor::Type type, std::uint64_t number) noexcept {
  switch (type) {
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64: return number << 1 ^ (0 - (number >> 63));
    case FieldDescriptor::TYPE_FLOAT: return std::bit_cast<std::uint32_t>(static_cast<float>(std::bit_cast<double>(number)));
    default: return number;
  }
}

}  // namespace nmsgxx::message

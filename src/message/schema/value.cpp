#include "message/schema/value.hpp"

#include <bit>

namespace nmsgxx::message {
namespace {

using google::protobuf::FieldDescriptor;
using wire::WireType;

constexpr std::uint64_t sign_extend(std::int64_t number) noexcept {
  return static_cast<std::uint64_t>(number);
}

constexpr std::uint64_t undo_zigzag(std::uint64_t number) noexcept {
  return (number >> 1) ^ (0 - (number & 1));
}

std::uint64_t number_from_wire(FieldDescriptor::Type type, std::uint64_t wire_number) noexcept {
  switch (type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_ENUM: return sign_extend(static_cast<std::int32_t>(wire_number));
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32: return static_cast<std::uint32_t>(wire_number);
    case FieldDescriptor::TYPE_SINT32:
      return sign_extend(static_cast<std::int32_t>(undo_zigzag(static_cast<std::uint32_t>(wire_number))));
    case FieldDescriptor::TYPE_SINT64: return undo_zigzag(wire_number);
    case FieldDescriptor::TYPE_BOOL: return wire_number != 0;
    case FieldDescriptor::TYPE_FLOAT:
      return std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(static_cast<std::uint32_t>(wire_number))});
    default: return wire_number;
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

Value decode_value(FieldDescriptor::Type type, const wire::Field& field) noexcept {
  if (field.type == WireType::bytes) return {.bytes = field.bytes.empty() ? Bytes{} : field.bytes};
  return {.number = number_from_wire(type, field.value)};
}

std::uint64_t encode_number(FieldDescriptor::Type type, std::uint64_t number) noexcept {
  switch (type) {
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64: return number << 1 ^ (0 - (number >> 63));
    case FieldDescriptor::TYPE_FLOAT: return std::bit_cast<std::uint32_t>(static_cast<float>(std::bit_cast<double>(number)));
    default: return number;
  }
}

}  // namespace nmsgxx::message

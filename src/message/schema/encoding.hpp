#pragma once

#include <cstdint>

#include <google/protobuf/descriptor.h>

#include "message/schema/value.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx::message {

/// How the values of a field are encoded, unpacked.
wire::WireType wire_type_of(google::protobuf::FieldDescriptor::Type type) noexcept;

/// A value of that type from its encoding.
Value decoded(google::protobuf::FieldDescriptor::Type type, const wire::Field& field) noexcept;

/// The reverse of decoded() for numbers: what stands on the wire.
std::uint64_t encoded(google::protobuf::FieldDescriptor::Type type, std::uint64_t number) noexcept;

}  // namespace nmsgxx::message

#pragma once

#include "nmsgxx/payload.hpp"

namespace google::protobuf {
class Descriptor;
}

namespace nmsgxx::message {

/// The schema in proto/ of a type's messages; null for a type that has none.
const google::protobuf::Descriptor* schema_of(MessageType type);

}  // namespace nmsgxx::message

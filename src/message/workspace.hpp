#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "message/dns/dns_message.hpp"
#include "message/growing_text.hpp"
#include "message/json_check.hpp"
#include "message/message_fields.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::message {

/// Memory that is kept from message to message, so that none is allocated for each.
struct Workspace {
  /// The registry's schema; payloads of one type often stand together.
  const MessageSchema* find(const Registry& registry, MessageType type) {
    if (schema == nullptr || !(schema->plan().type == type)) schema = registry.find(type);
    return schema;
  }

  const MessageSchema* schema = nullptr;
  MessageFields fields;
  dns::DnsMessage dns;
  JsonCheck json;
  Text record;  // that is being written
  Text text;    // of a part of it
  std::string dns_text;
  std::vector<wire::Field> raw;
  std::vector<Bytes> packets;
  std::vector<std::byte> packet;  // that was joined of them
  std::vector<std::int64_t> numbers;
};

}  // namespace nmsgxx::message

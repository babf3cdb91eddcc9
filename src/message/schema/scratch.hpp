#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "dns/dns_message.hpp"
#include "dns/message_text.hpp"
#include "message/schema/message_fields.hpp"
#include "nmsgxx/registry.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Bounds the text that the DNS data of one message may become.  Compression pointers and type bitmaps make long texts out of
/// few bytes; data that exceeds the budget is shown as data that does not decode.
///
/// The texts of all messages that sensors send, and those of random ones, stay below eight bytes for each byte of the message
/// and 210 more.
class DnsTextBudget {
 public:
  void start(std::size_t message_bytes) noexcept { left_ = kBase + kPerByte * message_bytes; }
  std::size_t left() const noexcept { return left_; }
  void spend(std::size_t text_bytes) noexcept { left_ -= std::min(left_, text_bytes); }

 private:
  static constexpr std::size_t kBase = 512;
  static constexpr std::size_t kPerByte = 8;
  std::size_t left_ = 0;
};

/// Memory that is reused from message to message, so that a warm reader or writer allocates nothing.
struct Scratch {
  /// Parses a message into `fields` and starts its DNS text budget.
  ///
  /// Errors: those of MessageFields::parse()
  Result<void> parse(const SchemaLayout& layout, Bytes message) {
    dns_budget.start(message.size());
    return fields.parse(layout, message);
  }

  /// Returns the registry's schema of a type, or null.  Fast when payloads of one type follow each other.
  const MessageSchema* find(const Registry& registry, MessageType type) {
    if (schema == nullptr || schema->layout().type != type) schema = registry.find(type);
    return schema;
  }

  /// Frees the memory that an unusually large message took.
  void shrink() {
    constexpr std::size_t kKept = 256 << 10;
    if (fields.memory() > kKept) fields = {};
    if (dns.memory() > kKept) dns = {};
    if (text.capacity() > kKept) text = {};
    if (dns_text.capacity() > kKept) dns_text = {};
    if (dns_json.part.capacity() > kKept) dns_json.part = {};
    if (raw.capacity() * sizeof(wire::Field) > kKept) raw = {};
    if (packets.capacity() * sizeof(Bytes) > kKept) packets = {};
    if (numbers.capacity() * sizeof(std::int64_t) > kKept) numbers = {};
  }

  const MessageSchema* schema = nullptr;
  bool escape_text = false;  // presentation form shows text as printable() returns it
  MessageFields fields;
  dns::DnsMessage dns;
  dns::JsonMemory dns_json;
  DnsTextBudget dns_budget;
  text::Text text;  // a part of the record that is being written
  std::string dns_text;
  std::vector<wire::Field> raw;  // the fields of a message of an unknown type
  std::vector<Bytes> packets;
  std::vector<std::byte> packet;  // the packet that was reassembled from them
  std::vector<std::int64_t> numbers;
};

}  // namespace nmsgxx::message

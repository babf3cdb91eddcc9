#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/field.hpp"
#include "nmsgxx/payload.hpp"

namespace google::protobuf {
class Descriptor;
}

namespace nmsgxx {

namespace message {
struct SchemaLayout;
}

/// A message type: its numbers, names and fields.
///
/// Lifetime: as long as the registry that it came from.
class MessageSchema {
 public:
  explicit MessageSchema(std::unique_ptr<const message::SchemaLayout> layout);
  ~MessageSchema();
  MessageSchema(MessageSchema&&) noexcept;

  MessageType type() const noexcept;
  std::string_view vendor() const noexcept;
  std::string_view name() const noexcept;
  const google::protobuf::Descriptor& descriptor() const noexcept;

  /// In the order in which texts show them.
  std::span<const Field> fields() const noexcept;
  /// The place of a field in fields().
  std::optional<std::size_t> find(std::string_view field) const noexcept;

  const message::SchemaLayout& layout() const noexcept { return *layout_; }

 private:
  std::unique_ptr<const message::SchemaLayout> layout_;
};

/// The message types that a program knows.
///
/// Threads: any number may call the const functions at once; add() only while nobody does.
class Registry {
 public:
  /// Knows the 14 base and the 6 SIE types.
  Registry();

  /// Makes a type known; its fields are those of the descriptor, in the order of the .proto file.
  ///
  /// @param descriptor  outlives the registry: generated classes do, the pool of others must
  /// Errors: Errc::bad_argument when the type or its names are taken
  Result<void> add(MessageType type, std::string_view vendor, std::string_view name,
                   const google::protobuf::Descriptor& descriptor);

  /// Null when unknown.
  const MessageSchema* find(MessageType type) const noexcept;
  /// By name, in any letter case.
  const MessageSchema* find(std::string_view vendor, std::string_view name) const noexcept;

  /// Whether a vendor of this name has a number.
  bool knows_vendor(std::string_view vendor) const noexcept;

  /// All types, by vendor and number.
  std::vector<const MessageSchema*> all() const;

 private:
  struct Order {
    bool operator()(const MessageType& a, const MessageType& b) const noexcept {
      return a.vid != b.vid ? a.vid < b.vid : a.msgtype < b.msgtype;
    }
  };
  std::map<MessageType, MessageSchema, Order> types_;
};

}  // namespace nmsgxx

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
/// Lifetime: it lives as long as the registry that it came from.
/// Threads:  any number may use it at once.
class MessageSchema {
 public:
  explicit MessageSchema(std::unique_ptr<const message::SchemaLayout> layout);
  ~MessageSchema();
  MessageSchema(MessageSchema&&) noexcept;

  MessageType type() const noexcept;
  std::string_view vendor() const noexcept;
  std::string_view name() const noexcept;
  const google::protobuf::Descriptor& descriptor() const noexcept;

  /// Returns the fields, in the order in which texts show them.
  std::span<const Field> fields() const noexcept;
  /// Returns the index of a field in fields(), or nothing when there is none of this name.
  std::optional<std::size_t> find(std::string_view field) const noexcept;

  const message::SchemaLayout& layout() const noexcept { return *layout_; }

 private:
  std::unique_ptr<const message::SchemaLayout> layout_;
};

/// The message types that a program knows.
///
/// Threads: any number may call the const functions at once, but none while another one calls add().
class Registry {
 public:
  /// Makes a registry of the built-in types: 14 of vendor base and 6 of vendor SIE.
  Registry();

  /// Adds a type whose fields are those of a descriptor, in the order of the .proto file.
  ///
  /// @param descriptor  must outlive the registry, as those of generated classes do
  /// Errors: Errc::bad_argument when the numbers or names are taken, or the vendor has another name
  Result<void> add(MessageType type, std::string_view vendor, std::string_view name,
                   const google::protobuf::Descriptor& descriptor);

  /// Returns null for an unknown type.
  const MessageSchema* find(MessageType type) const noexcept;
  /// Finds a type by its names, in any letter case.
  const MessageSchema* find(std::string_view vendor, std::string_view name) const noexcept;

  /// Whether a vendor of this name is known, even without types.
  bool knows_vendor(std::string_view vendor) const noexcept;

  /// Returns all types, sorted by vendor and number.
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

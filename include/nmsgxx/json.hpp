#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// A text as a JSON string with its quotes; U+FFFD stands for what is not UTF-8.
std::string json_string(std::string_view text);

/// Writes payloads as JSON, as nmsgtool does: an object on a line of its own for each.
///
///     {"time":"2023-11-14 22:13:20.123456789","vname":"base","mname":"ipconn","message":{"proto":6,...}}
///
/// Each line is valid JSON and valid UTF-8, within the limits of jq 1.6 and of json in Python.
///
/// A payload of an unknown type has "vid" and "msgtype" as well, and its fields by number.  One whose message does not decode
/// has "message":null and its octets as "payload", in base64.
///
/// Threads: one at a time.
class JsonWriter {
 public:
  /// @param registry  outlives the writer
  /// @param aliases   names of operators and groups, shown in the place of their numbers; null for none.  Outlives the writer
  explicit JsonWriter(const Registry& registry, const Aliases* aliases = nullptr);
  ~JsonWriter();
  JsonWriter(JsonWriter&&) noexcept;

  /// Appends a payload's line.
  ///
  /// Errors: why its message does not decode
  Result<void> append(const PayloadView& payload, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads payloads from lines of JSON: what JsonWriter writes, and the variants that nmsgtool takes.
///
/// Fields that the type computes are ignored, and null is an absent value.  A payload without "time" gets the clock's.
///
/// Lines may be nested up to 1,024 levels.  Reading one takes at most three times its size and 64 MiB, most of which is given
/// back with the next one.
///
/// Threads: one at a time.
class JsonReader {
 public:
  /// @param registry  outlives the reader
  /// @param aliases   names of operators and groups that may stand in the place of their numbers; outlives the reader
  explicit JsonReader(const Registry& registry, const Aliases* aliases = nullptr);
  ~JsonReader();

  /// Reads one object.
  ///
  /// Errors:   Errc::bad_text or Errc::missing_field, naming the field
  /// Lifetime: the payload's octets live until the next call.
  Result<PayloadView> read(std::string_view line);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

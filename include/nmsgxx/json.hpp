#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// Returns a text as a JSON string, with quotes.  Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// Writes payloads as JSON, as nmsgtool does: one object per line.
///
///     {"time":"2023-11-14 22:13:20.123456789","vname":"base","mname":"ipconn","message":{"proto":6,...}}
///
/// Each line is valid JSON and valid UTF-8, within the limits of jq 1.6 and of json in Python.
///
/// A payload of an unknown type also has "vid" and "msgtype", and its fields are shown by number.  A payload whose message does
/// not decode has "message":null, and its bytes as "payload" in base64.
///
/// Memory is reused from payload to payload.
/// Threads: one at a time.
class JsonWriter {
 public:
  /// @param registry  must outlive the writer
  /// @param aliases   names of operators and groups, shown instead of their numbers; may be null, and must outlive the writer
  explicit JsonWriter(const Registry& registry, const Aliases* aliases = nullptr);
  ~JsonWriter();
  JsonWriter(JsonWriter&&) noexcept;

  /// Appends the line of a payload, even when its message does not decode.
  ///
  /// Errors: why the message does not decode
  Result<void> append(const PayloadView& payload, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads payloads from lines of JSON: what JsonWriter writes, and the variants that nmsgtool accepts.
///
/// Fields that the type computes are ignored, and null is an absent value.  A payload without "time" gets the current time.
///
/// Lines may be nested up to 1,024 levels.  Reading a line takes at most three times its size and 64 MiB of memory, most of
/// which is freed when the next line is read.
///
/// Threads: one at a time.
class JsonReader {
 public:
  /// @param registry  must outlive the reader
  /// @param aliases   names of operators and groups, accepted instead of their numbers; may be null, and must outlive the
  /// reader
  explicit JsonReader(const Registry& registry, const Aliases* aliases = nullptr);
  ~JsonReader();

  /// Reads one line, which holds one object.
  ///
  /// Errors:   Errc::bad_text or Errc::missing_field, naming the field
  /// Lifetime: the payload's bytes are valid until the next call.
  Result<PayloadView> read(std::string_view line);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx {

/// How unprintable text in payloads is written, such as control characters and newlines.
enum class PayloadText : std::uint8_t {
  raw,      ///< unchanged, as programs expect it
  escaped,  ///< as printable() returns it, for terminals
};

/// Writes payloads in presentation form, as nmsgtool does: a header line, one or more lines for each field, and an empty line.
///
///     [21] [2023-11-14 22:13:20.123456789] [1:5 base ipconn] [00000000] [] []
///     proto: 6
///     ...
///
/// The header line ends with a blank.  A payload of an unknown type shows its fields by number.
///
/// Memory is reused from payload to payload.
/// Threads: one at a time.
class PresentationWriter {
 public:
  /// @param registry  must outlive the writer
  /// @param endline   ends each line except the empty one, which is always a newline
  /// @param aliases   names of operators and groups, shown instead of their numbers; may be null, and must outlive the writer
  /// @param text      escaped text of several lines keeps its newlines, but none of its lines looks like the end or the header
  /// of a
  ///                  record
  PresentationWriter(const Registry& registry, std::string endline, const Aliases* aliases = nullptr,
                     PayloadText text = PayloadText::raw);
  ~PresentationWriter();
  PresentationWriter(PresentationWriter&&) noexcept;

  /// Appends the text of a payload, even when its message does not decode: then the text has the header and says so.
  ///
  /// Errors: why the message does not decode
  Result<void> append(const PayloadView& payload, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads payloads from lines in presentation form, as PresentationWriter writes them, with or without header lines.  Not all
/// types have fields that can be read back.
///
/// Fields that the type computes are skipped.  A payload without a header line gets the current time.
///
/// Threads: one at a time.
class PresentationReader {
 public:
  /// @param schema    the type of the payloads, whose header lines must not name another; must outlive the reader
  /// @param aliases   as for JsonReader
  /// @param size_max  how many bytes the lines of a payload may have together
  explicit PresentationReader(const MessageSchema& schema, const Aliases* aliases = nullptr,
                              std::size_t size_max = std::size_t{64} << 20);
  ~PresentationReader();

  /// Reads the next line, which is given without its newline.
  ///
  /// @return a payload when the line ends one; its bytes are valid until the next call
  /// Errors: Errc::bad_text or Errc::missing_field, naming the field; the rest of the payload is skipped
  Result<std::optional<PayloadView>> read(std::string_view line);

  /// Must be called at the end of the text, which ends a payload as an empty line does.
  Result<std::optional<PayloadView>> finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

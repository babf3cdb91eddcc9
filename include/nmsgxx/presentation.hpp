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

/// What becomes of text in payloads that is not printable, such as control characters and newlines.
enum class PayloadText : std::uint8_t {
  raw,      ///< it is written as it is, which is what programs expect
  escaped,  ///< it is written as printable() returns it, for terminals
};

/// Writes payloads in presentation form, as nmsgtool shows them: a header line, a line or more for each field, an empty line.
///
///     [21] [2023-11-14 22:13:20.123456789] [1:5 base ipconn] [00000000] [] []
///     proto: 6
///     ...
///
/// The header line has a blank at its end.  A payload of an unknown type shows its fields by number.
///
/// Threads: one at a time.
class PresentationWriter {
 public:
  /// @param registry  outlives the writer
  /// @param endline   what ends each line but the empty one, which always is a newline
  /// @param aliases   names of operators and groups, shown in the place of their numbers; null for none.  Outlives the writer
  /// @param text      where it is escaped, text that has lines of its own keeps them; none of them looks like a record's end or
  /// header
  PresentationWriter(const Registry& registry, std::string endline, const Aliases* aliases = nullptr,
                     PayloadText text = PayloadText::raw);
  ~PresentationWriter();
  PresentationWriter(PresentationWriter&&) noexcept;

  /// Appends a payload's text.
  ///
  /// Errors: why its message does not decode; the text shows the header and says so, too
  Result<void> append(const PayloadView& payload, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads payloads from lines in presentation form: what PresentationWriter writes of types whose fields can be read back, with
/// or without header lines.
///
/// Fields that the type computes are passed over.  A payload without a header line gets the clock's time.
///
/// Threads: one at a time.
class PresentationReader {
 public:
  /// @param schema  of the payloads, whose header lines must not name another; outlives the reader
  /// @param aliases  as of JsonReader
  /// @param longest  most octets of the lines of a payload together
  explicit PresentationReader(const MessageSchema& schema, const Aliases* aliases = nullptr,
                              std::size_t longest = std::size_t{64} << 20);
  ~PresentationReader();

  /// Takes the next line, without its newline.
  ///
  /// @return a payload when the line ended one; its octets live until the next call
  /// Errors: Errc::bad_text or Errc::missing_field, naming the field; what is left of that payload is passed over
  Result<std::optional<PayloadView>> read(std::string_view line);

  /// The end of the text: as an empty line.
  Result<std::optional<PayloadView>> finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx

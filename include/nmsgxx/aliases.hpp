#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// Names of operators or of groups.
///
/// Threads: any number may call the const functions at once.
class AliasTable {
 public:
  /// Reads a file that has a number and a name on each line, separated by blanks.  Numbers are written as parse_number() takes
  /// them.  The rest of a line is ignored, as are all other lines.  The last name of a number counts.
  ///
  /// Errors: Errc::system when the file cannot be read
  static Result<AliasTable> load(const std::string& path);

  /// Returns the name of a number, or an empty text when it has none.  The text lives as long as the table.
  std::string_view name(std::uint32_t number) const noexcept;
  /// Returns the lowest number, other than 0, that has a name, in any letter case.
  std::optional<std::uint32_t> number(std::string_view name) const noexcept;

 private:
  std::map<std::uint32_t, std::string> names_;
};

struct Aliases {
  AliasTable operators;
  AliasTable groups;
};

/// Parses a 32-bit number: decimal, hexadecimal after "0x" or octal after "0".
///
/// @return nothing when the text is anything else
std::optional<std::uint32_t> parse_number(std::string_view text) noexcept;

}  // namespace nmsgxx

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// Names that stand for the numbers of operators or of groups.
class AliasTable {
 public:
  /// Reads lines of a number (decimal, 0x or 0 in front), blanks and a name; what stands behind that is ignored, as are other
  /// lines.  The last name of a number counts.
  ///
  /// Errors: Errc::system when the file cannot be read
  static Result<AliasTable> load(const std::string& path);

  /// Empty when there is none.
  std::string_view name(std::uint32_t number) const noexcept;
  /// The lowest number of a name, in any letter case.
  std::optional<std::uint32_t> number(std::string_view name) const noexcept;

 private:
  std::map<std::uint32_t, std::string> names_;
};

struct Aliases {
  AliasTable operators;
  AliasTable groups;
};

/// A number of 32 bits in decimal, hexadecimal behind "0x" or octal behind "0"; the whole text.
std::optional<std::uint32_t> parse_number(std::string_view text) noexcept;

}  // namespace nmsgxx

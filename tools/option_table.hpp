#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "options.hpp"

namespace nmsgxx::tools {

/// A set of commands, as bits.
using Commands = unsigned;
inline constexpr Commands kPacket = 1 << 0;
inline constexpr Commands kTool = 1 << 1;
inline constexpr Commands kInfo = 1 << 2;
inline constexpr Commands kRecover = 1 << 3;
inline constexpr Commands kTypes = 1 << 4;

/// What an option takes.
enum class Kind : std::uint8_t {
  operand,           ///< a word that is not an option; the value name says how many: `[INPUT]`, `FILE...`, `[NAME]...`
  help,              ///< nothing; prints the help
  flag,              ///< nothing
  level,             ///< nothing; each one adds 1
  number,            ///< a whole number, of which nmsgtool's grammar reads the leading digits, or 0 if there are none
  count,             ///< a whole number and nothing else
  size,              ///< a number of bytes, with an optional k, M or G (powers of 1024)
  seconds,           ///< seconds with an optional fraction
  optional_seconds,  ///< the same after `=`, or nothing; in nmsgtool's grammar always a value
  choice,            ///< one of the words of the value name: `text|json|csv`
  text,              ///< text, which nmsgtool's grammar requires not to be empty
  any_text,          ///< text that may be empty
  list,              ///< text; each one adds an element
  argument_file,     ///< the name of a file with further arguments
};

template <class T>
using Member = T& (*)(Options&);

/// The member of Options that an option sets.
using Target =
    std::variant<std::monostate, Member<bool>, Member<int>, Member<unsigned>, Member<unsigned long>, Member<unsigned long long>,
                 Member<std::chrono::milliseconds>, Member<std::optional<std::chrono::milliseconds>>, Member<std::string>,
                 Member<std::optional<std::string>>, Member<std::vector<std::string>>>;

/// What few options have.
struct OptionDetails {
  std::string_view default_text{};  ///< shown in --help
  /// Stands in for an option that is absent.  These variables are nmsgtool's, so that only `tool` reads them.
  std::string_view environment{};
  std::string_view old_spelling{};  ///< with its dashes; still accepted, except in nmsgtool's grammar
  std::string_view needs{};         ///< not supported yet: what it needs, for the message that refuses it
  bool required = false;
  std::uint64_t least = 0;  ///< bounds of a number or size
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

/// A row of the table of options.  The table is the only place that names options: nmsgtool's grammar, the registration with
/// CLI11 and --help are made from it.
struct Option {
  Commands commands;
  char letter;            ///< 0: none
  std::string_view name;  ///< without dashes
  Kind kind;
  std::string_view value;  ///< name of the value in --help
  std::string_view help;   ///< empty: another spelling, which --help does not show
  Target target;
  OptionDetails details;
};

/// A section of --help.
struct Section {
  std::string_view title;
  std::span<const Option> rows;
};

/// The whole table, in the order of --help.
std::span<const Section> option_table() noexcept;
/// The rows of one command.
std::vector<Option> options_of(Commands command);

}  // namespace nmsgxx::tools

#include <algorithm>

#include <fmt/core.h>

#include "commands.hpp"
#include "option_words.hpp"

namespace nmsgxx::tools {
namespace {

constexpr std::size_t kHelpColumn = 34;

/// The words of a paragraph; what stands in square brackets is one word.
std::vector<std::string> words_of(std::string_view paragraph) {
  std::vector<std::string> words;
  bool in_brackets = false;
  for (const std::string& word : split_words(paragraph, " ")) {
    if (in_brackets) {
      words.back() += ' ' + word;
    } else {
      words.push_back(word);
    }
    in_brackets = (in_brackets || word.starts_with('[')) && !word.ends_with(']');
  }
  return words;
}

/// Breaks a paragraph into lines that begin at a column.  The first line continues one that already has `used` characters.
std::string wrapped(std::string_view paragraph, std::size_t column, std::size_t used = 0) {
  std::string out(column - std::min(used, column), ' ');
  std::size_t length = column;
  for (const std::string& word : words_of(paragraph)) {
    if (length > column && length + 1 + word.size() > kHelpWidth) {
      out += '\n' + std::string(column, ' ');
      length = column;
    }
    if (length > column) {
      out += ' ';
      ++length;
    }
    out += word;
    length += word.size();
  }
  return out + '\n';
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (const std::string& paragraph : split_words(text, "\n")) out += '\n' + wrapped(paragraph, 0);
  return out;
}

/// "-r, --readnmsg FILE"
std::string term(const Option& row, bool nmsgtool_grammar) {
  if (row.kind == Kind::operand) return fmt::format("  {}", row.name);
  const std::string letter = row.letter == 0 ? "    " : fmt::format("-{}, ", row.letter);
  const bool optional_value = row.kind == Kind::optional_seconds && !nmsgtool_grammar;
  const std::string value = row.value.empty() ? ""
                            : optional_value  ? fmt::format("[={}]", row.value)
                                              : fmt::format(" {}", row.value);
  return fmt::format("  {}--{}{}", letter, row.name, value);
}

std::string explanation(const Option& row, bool nmsgtool_grammar) {
  std::string out(row.help);
  if (!row.details.default_text.empty()) out += fmt::format(" [default: {}]", row.details.default_text);
  if (nmsgtool_grammar && !row.details.environment.empty()) out += fmt::format(" [env: {}]", row.details.environment);
  return out;
}

std::string line_of(const Option& row, bool nmsgtool_grammar) {
  const std::string left = term(row, nmsgtool_grammar);
  const std::string right = explanation(row, nmsgtool_grammar);
  if (left.size() + 2 > kHelpColumn) return left + '\n' + wrapped(right, kHelpColumn);
  return left + wrapped(right, kHelpColumn, left.size());
}

std::string section_text(const Section& section, const Command& command) {
  std::string out;
  for (const Option& row : section.rows) {
    if ((row.commands & command.id) != 0 && !row.help.empty()) out += line_of(row, command.nmsgtool_grammar);
  }
  return out.empty() ? out : fmt::format("\n{}:\n{}", section.title, out);
}

std::string usage(const Command& command, const std::string& program) {
  std::string out = fmt::format("Usage: {} [OPTION]...", program);
  for (const Option& row : options_of(command.id)) {
    if (row.kind == Kind::operand) out += fmt::format(" {}", row.value);
    if (row.details.required) out += fmt::format(" -{} {}", row.letter, row.value);
  }
  return out + '\n';
}

std::string old_spellings(const Command& command) {
  std::string list;
  for (const Option& row : options_of(command.id)) {
    if (row.details.old_spelling.empty() || command.nmsgtool_grammar) continue;
    list += fmt::format("{}{} for --{}", list.empty() ? "" : ", ", row.details.old_spelling, row.name);
  }
  return list.empty() ? list : fmt::format("Older spellings still work: {}.", list);
}

}  // namespace

std::string help_text(const Command& command, const std::string& program) {
  std::string out = usage(command, program) + wrapped(fmt::format("{}.", command.summary), 0) + paragraphs(command.description);
  for (const Section& section : option_table()) out += section_text(section, command);
  out += paragraphs(command.notes) + paragraphs(old_spellings(command)) + "\nExamples:\n";
  for (const std::string_view example : command.examples) out += fmt::format("  {}\n", example);
  return out;
}

std::string overview_text() {
  std::string out = fmt::format(
      "nmsgxx {}\n"
      "Read, write and convert NMSG, the container format of passive DNS and security sensors.\n"
      "\n"
      "Usage: nmsgxx COMMAND [OPTION]...\n"
      "\n"
      "Commands:\n",
      NMSGXX_VERSION);
  for (const Command& command : commands()) out += fmt::format("  {:<9}{}\n", command.name, command.summary);
  return out +
         "\n"
         "  -h, --help     Print this help and exit\n"
         "  -v, --version  Print the version and exit\n"
         "\n"
         "`nmsgxx COMMAND --help` describes a command.\n";
}

}  // namespace nmsgxx::tools

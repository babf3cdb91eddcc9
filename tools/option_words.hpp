#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nmsgxx::tools {

/// One option of nmsgtool's grammar.
struct OptionWord {
  enum class Kind { toggle, level, number, text, any_text };  // any_text may be empty

  char letter;  ///< 0 for none
  std::string_view name;
  Kind kind;
};

/// The words are none of the grammar: a line for each thing that is wrong with them.
class UsageProblem : public std::runtime_error {
 public:
  explicit UsageProblem(std::vector<std::string> lines) : std::runtime_error("usage problem"), lines_(std::move(lines)) {}

  const std::vector<std::string>& lines() const noexcept { return lines_; }

 private:
  std::vector<std::string> lines_;
};

/// Brings words of nmsgtool's grammar into the usual one: each option as `--name` or `--name=value`, an empty
/// value as a word of its own.
///
/// In that grammar letters are grouped and take the values that follow in order (`-rc in 3`), long names may be cut short,
/// `-x=value` is a value, and a switch can be given as one (`--mirror=no`).
///
/// Throws UsageProblem.
std::vector<std::string> usual_words(std::span<const OptionWord> options, std::span<const std::string> words);

/// The words of a text that blanks part.
std::vector<std::string> split_words(std::string_view text);

}  // namespace nmsgxx::tools

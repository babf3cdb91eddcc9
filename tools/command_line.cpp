#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "commands.hpp"
#include "option_words.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

std::string dashed(const Option& row) {
  return fmt::format("--{}", row.name);
}

// CLI11 puts the name of the option in front.
[[noreturn]] void refuse(const std::string& text, const std::string& wanted) {
  throw CLI::ValidationError(fmt::format("expected {}, got '{}'", wanted, text));
}

/// A decimal number within the bounds of the row and of the type.
template <class T>
T parse_number(const Option& row, const std::string& text, const std::string& digits) {
  constexpr std::uint64_t kLargest = std::numeric_limits<T>::max();
  const std::uint64_t most = std::min(row.details.most, kLargest);
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, number);
  const bool parsed = error == std::errc{} && at == end;
  if (parsed && number >= row.details.least && number <= most) return static_cast<T>(number);
  const char* const what = row.kind != Kind::size ? "a whole number" : parsed ? "a size" : "a size such as 65536, 64k or 4M";
  const bool bounded = row.details.most < kLargest || (parsed && number > most);
  if (bounded) refuse(text, fmt::format("{} from {} to {}", what, row.details.least, most));
  refuse(text, row.details.least == 0 ? what : fmt::format("{} from {}", what, row.details.least));
}

template <class T>
T parse_size(const Option& row, const std::string& text) {
  std::string digits = text;
  try {
    CLI::AsSizeValue(false)(digits);
  } catch (const CLI::ParseError&) {
    digits.clear();  // the unit is unknown
  }
  return parse_number<T>(row, text, digits);
}

std::chrono::milliseconds parse_seconds(const std::string& text) {
  constexpr double kMost = 1e6;
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc{} || at != end || !(seconds >= 0 && seconds <= kMost)) refuse(text, "0 to 1000000 seconds");
  return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

std::string parse_choice(const Option& row, const std::string& text) {
  const auto choices = split_words(row.value, "|");
  if (std::ranges::find(choices, text) == choices.end()) refuse(text, fmt::format("{}", fmt::join(choices, " or ")));
  return text;
}

/// Registers the options of a command with CLI11.
class Registration {
 public:
  Registration(CLI::App& app, const Command& command, Options& options)
      : app_(app), nmsgtool_grammar_(command.nmsgtool_grammar), options_(options) {
    std::string help;
    for (const Option& row : options_of(command.id)) {
      if (row.kind == Kind::help) {
        help += (help.empty() ? "" : ",") + names_of(row);
      } else {
        std::visit([&](const auto& target) { add(row, target); }, row.target);
      }
    }
    app_.set_help_flag(help);
  }

 private:
  /// nmsgtool's grammar has resolved letters and abbreviations already.
  std::string names_of(const Option& row) const {
    if (row.kind == Kind::operand) return std::string(row.name);
    std::string names = dashed(row);
    if (nmsgtool_grammar_) return names;
    if (row.letter != 0) names += fmt::format(",-{}", row.letter);
    if (!row.details.old_spelling.empty()) names += fmt::format(",{}", row.details.old_spelling);
    return names;
  }

  void add(const Option& /*row*/, std::monostate /*none*/) {}

  template <class T>
  void add(const Option& row, Member<T> member) {
    CLI::Option* const option = add_option(row, member(options_));
    if (row.details.required) option->required();
  }

  CLI::Option* add_option(const Option& row, bool& target) { return app_.add_flag(names_of(row), target)->take_last(); }

  CLI::Option* add_option(const Option& row, std::vector<std::string>& target) {
    CLI::Option* const option = app_.add_option(names_of(row), target);
    option->type_name(std::string(row.value));
    if (row.kind != Kind::operand) return option->allow_extra_args(false);
    return row.value.starts_with('[') ? option : option->required();
  }

  CLI::Option* add_option(const Option& row, std::chrono::milliseconds& target) {
    return add_value(row, [&target](const std::string& text) { target = parse_seconds(text); });
  }

  // Without a value the flag is "true".
  CLI::Option* add_option(const Option& row, std::optional<std::chrono::milliseconds>& target) {
    return app_.add_flag(names_of(row))->each([&target](const std::string& text) {
      target = text == "true" ? std::chrono::milliseconds(0) : parse_seconds(text);
    });
  }

  template <std::integral T>
  CLI::Option* add_option(const Option& row, T& target) {
    if (row.kind == Kind::level) return app_.add_flag(names_of(row), target);
    return add_value(row, [row, &target](const std::string& text) {
      target = row.kind == Kind::size ? parse_size<T>(row, text) : parse_number<T>(row, text, text);
    });
  }

  // std::string, or an optional one.
  template <class T>
  CLI::Option* add_option(const Option& row, T& target) {
    if (row.kind == Kind::flag) return app_.add_flag_callback(names_of(row), [&target] { target = "1"; });
    return add_value(row, [row, &target](const std::string& text) {
      if (row.kind == Kind::number) parse_number<std::uint64_t>(row, text, text);
      target = row.kind == Kind::choice ? parse_choice(row, text) : text;
    });
  }

  CLI::Option* add_value(const Option& row, const std::function<void(const std::string&)>& take) {
    return app_.add_option(names_of(row))->type_name(std::string(row.value))->take_last()->each(take);
  }

  CLI::App& app_;
  bool nmsgtool_grammar_;
  Options& options_;
};

/// The words of a command line; a file of further arguments is replaced by its lines.
std::vector<std::string> with_argument_files(const std::vector<std::string>& words, const std::vector<Option>& rows) {
  const auto row = std::ranges::find(rows, Kind::argument_file, &Option::kind);
  const std::string option = dashed(*row);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool next = words[i] == option && i + 1 < words.size();
    if (!next && !words[i].starts_with(option + '=')) {
      out.push_back(words[i]);
      continue;
    }
    const std::string path = next ? words[++i] : words[i].substr(option.size() + 1);
    std::ifstream file(path == "-" ? "/dev/stdin" : path);
    if (!file) throw UsageError(fmt::format("unable to open {} for reading", path));
    for (std::string line; std::getline(file, line);) out.push_back(line);
  }
  return out;
}

void refuse_unsupported(const std::vector<std::string>& words, const std::vector<Option>& rows) {
  for (const std::string& word : words) {
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    const auto row = std::ranges::find_if(rows, [name](const Option& one) { return name == dashed(one); });
    if (row == rows.end() || row->details.needs.empty()) continue;
    const std::string_view value = std::string_view(word).substr(std::min(name.size() + 1, word.size()));
    if (name.ends_with("kafka") && !value.starts_with("nmsg:") && !value.starts_with("json:")) {
      throw UsageError("nmsg or json protocol must be set for Kafka topic");
    }
    throw UsageError(fmt::format("usage error: {}: {} is not supported yet", name, row->details.needs));
  }
}

/// Decodes \n, \t and \\; a backslash before anything else stays.
std::string decode_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'n' || next == 't' || next == '\\') {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

void take_environment(const std::vector<Option>& rows, Options& options) {
  for (const Option& row : rows) {
    const auto* member = std::get_if<Member<std::optional<std::string>>>(&row.target);
    if (row.details.environment.empty() || member == nullptr) continue;
    const char* const value = std::getenv(std::string(row.details.environment).c_str());
    auto& target = (*member)(options);
    if (value != nullptr && !target) target = value;
  }
}

/// The arguments that no option and no operand takes.
std::vector<std::string> surplus(const CLI::App& app, const Command& command, const Options& options) {
  std::vector<std::string> words = app.remaining();
  const std::vector<Option> rows = options_of(command.id);
  const auto operand = std::ranges::find(rows, Kind::operand, &Option::kind);
  const bool one = operand != rows.end() && !operand->value.ends_with("...");
  if (one && options.operands.size() > 1) words.insert(words.end(), options.operands.begin() + 1, options.operands.end());
  return words;
}

void parse(const Command& command, std::vector<std::string> words, Options& options) {
  const auto refuse_words = [&command](const std::string& what) {
    throw UsageError(command.nmsgtool_grammar ? usage_problem(what) : what + " (--help for help)");
  };
  CLI::App app;
  app.allow_extras();
  const Registration registration(app, command, options);
  std::ranges::reverse(words);  // as CLI11 wants them
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    options.help = true;
    return;
  } catch (const CLI::ParseError& error) {
    refuse_words(error.what());
  }
  if (const auto more = surplus(app, command, options); !more.empty()) {
    refuse_words((more.front().starts_with('-') ? "unknown option: " : "unexpected argument: ") + more.front());
  }
}

}  // namespace

Options parse_command_line(const Command& command, const std::vector<std::string>& words) {
  Options options;
  if (!command.nmsgtool_grammar) {
    parse(command, words, options);
    return options;
  }
  std::vector<Option> rows = options_of(command.id);
  const char* const before = std::getenv("ARGV_NMSGTOOL");
  std::vector<std::string> all = split_words(before == nullptr ? "" : before, " \t\n");
  all.insert(all.end(), words.begin(), words.end());
  all = with_argument_files(all, rows);
  std::erase_if(rows, [](const Option& row) { return row.kind == Kind::argument_file; });
  const std::vector<std::string> plain = plain_words(rows, all);
  refuse_unsupported(plain, rows);
  parse(command, plain, options);
  options.endline = decode_escapes(options.endline);
  // In the environment, unlike here, invalid settings are ignored.
  const auto refuse_setting = [](const Error& error) { throw UsageError(fmt::format("usage error: {}", error.message())); };
  if (const auto valid = parse_dnsqr_settings(options.dnsqr, refuse_setting); !valid) refuse_setting(valid.error());
  take_environment(rows, options);
  return options;
}

}  // namespace nmsgxx::tools

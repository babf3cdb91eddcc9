#include "option_words.hpp"

#include <algorithm>
#include <deque>
#include <optional>

#include <fmt/core.h>

#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

class Translator {
 public:
  Translator(std::span<const Option> rows, std::span<const std::string> words) : rows_(rows), words_(words) {}

  std::vector<std::string> translate() {
    bool only_values = false;
    for (const std::string& word : words_) {
      if (only_values || !is_option(word)) {
        take_value(word);
      } else if (word == "--") {
        only_values = true;
      } else if (word.starts_with("--")) {
        take_long(word.substr(2));
      } else {
        take_letters(word.substr(1));
      }
    }
    if (!pending_.empty())
      problem(fmt::format("{} more option-argument{} must be specified", pending_.size(), pending_.size() == 1 ? "" : "s"));
    if (unwanted_ > 0) problem(fmt::format("{} unwanted additional argument{}", unwanted_, unwanted_ == 1 ? "" : "s"));
    if (!problems_.empty()) throw UsageError(std::move(problems_));
    return std::move(out_);
  }

 private:
  bool is_option(std::string_view word) const {
    if (word.size() < 2 || word[0] != '-') return false;
    return pending_.empty() || pending_.front()->kind != Kind::number || !all_digits(word.substr(1));
  }

  void take_value(const std::string& word) {
    if (pending_.empty()) {
      ++unwanted_;
      return;
    }
    give(*pending_.front(), word);
    pending_.pop_front();
  }

  void take_long(std::string_view word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const Option* row = find_name(name);
    if (row != nullptr) take(*row, equals == std::string_view::npos ? std::nullopt : std::optional(word.substr(equals + 1)));
  }

  void take_letters(std::string_view word) {
    const auto equals = word.find('=');
    const auto letters = word.substr(0, equals);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto row = std::ranges::find(rows_, letters[i], &Option::letter);
      if (letters[i] == 0 || row == rows_.end()) {
        problem(fmt::format("unknown short option \"-{}\"", letters[i]));
        continue;
      }
      const bool valued = i + 1 == letters.size() && equals != std::string_view::npos;
      take(*row, valued ? std::optional(word.substr(equals + 1)) : std::nullopt);
    }
  }

  void take(const Option& row, std::optional<std::string_view> value) {
    if (value) {
      give(row, *value);
    } else if (takes_no_value(row)) {
      out_.push_back(fmt::format("--{}", row.name));
    } else {
      pending_.push_back(&row);
    }
  }

  static bool takes_no_value(const Option& row) {
    return row.kind == Kind::flag || row.kind == Kind::help || row.kind == Kind::level;
  }

  void give(const Option& row, std::string_view value) {
    if (row.kind == Kind::flag || row.kind == Kind::help) {
      const bool on = !value.empty() && std::string_view("tTyY1").find(value.front()) != std::string_view::npos;
      out_.push_back(fmt::format("--{}={}", row.name, on));
    } else if (row.kind == Kind::level || row.kind == Kind::number) {
      const auto digits = value.substr(0, std::min(value.find_first_not_of("0123456789"), value.size()));
      out_.push_back(fmt::format("--{}={}", row.name, digits.empty() ? "0" : digits));
    } else if (!value.empty()) {
      out_.push_back(fmt::format("--{}={}", row.name, value));
    } else if (row.kind == Kind::any_text) {
      // After = it would be taken for no value at all.
      out_.insert(out_.end(), {fmt::format("--{}", row.name), ""});
    } else {
      problem(fmt::format("long option \"--{}\" must not be empty", row.name));
    }
  }

  const Option* find_name(std::string_view name) {
    const Option* found = nullptr;
    for (const Option& row : rows_) {
      if (row.name == name) return &row;
      if (!row.name.starts_with(name)) continue;
      if (found != nullptr) {
        problem(fmt::format("long option \"--{}\" might be --{} or --{}", name, found->name, row.name));
        return nullptr;
      }
      found = &row;
    }
    if (found == nullptr) problem(fmt::format("unknown long option \"--{}\"", name));
    return found;
  }

  void problem(const std::string& what) { problems_.push_back(usage_problem(what)); }

  std::span<const Option> rows_;
  std::span<const std::string> words_;
  std::deque<const Option*> pending_;
  std::vector<std::string> out_;
  std::size_t unwanted_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> plain_words(std::span<const Option> rows, std::span<const std::string> words) {
  return Translator(rows, words).translate();
}

std::string usage_problem(const std::string& what) {
  return fmt::format("usage problem, {} (-h for help)", what);
}

std::vector<std::string> split_words(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  for (auto begin = text.find_first_not_of(separators); begin != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(separators, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
  return words;
}

}  // namespace nmsgxx::tools

#include "option_words.hpp"

#include <algorithm>
#include <deque>
#include <optional>

#include <fmt/core.h>

namespace nmsgxx::tools {
namespace {

using Kind = OptionWord::Kind;

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

class Reader {
 public:
  Reader(std::span<const OptionWord> options, std::span<const std::string> words) : options_(options), words_(words) {}

  std::vector<std::string> read() {
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
    if (!problems_.empty()) throw UsageProblem(std::move(problems_));
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
    const OptionWord* option = find_name(name);
    if (option != nullptr)
      take(*option, equals == std::string_view::npos ? std::nullopt : std::optional(word.substr(equals + 1)));
  }

  void take_letters(std::string_view word) {
    const auto equals = word.find('=');
    const auto letters = word.substr(0, equals);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto option = std::ranges::find(options_, letters[i], &OptionWord::letter);
      if (option == options_.end()) {
        problem(fmt::format("unknown short option \"-{}\"", letters[i]));
        continue;
      }
      const bool valued = i + 1 == letters.size() && equals != std::string_view::npos;
      take(*option, valued ? std::optional(word.substr(equals + 1)) : std::nullopt);
    }
  }

  void take(const OptionWord& option, std::optional<std::string_view> value) {
    if (value) {
      give(option, *value);
    } else if (option.kind == Kind::toggle || option.kind == Kind::level) {
      out_.push_back(fmt::format("--{}", option.name));
    } else {
      pending_.push_back(&option);
    }
  }

  void give(const OptionWord& option, std::string_view value) {
    switch (option.kind) {
      case Kind::toggle: {
        const bool on = !value.empty() && std::string_view("tTyY1").find(value.front()) != std::string_view::npos;
        out_.push_back(fmt::format("--{}={}", option.name, on));
        return;
      }
      case Kind::level:
      case Kind::number: {
        // As nmsgtool: what is behind the digits does not count, and no digits are 0.
        const auto digits = value.substr(0, std::min(value.find_first_not_of("0123456789"), value.size()));
        out_.push_back(fmt::format("--{}={}", option.name, digits.empty() ? "0" : digits));
        return;
      }
      case Kind::text:
      case Kind::any_text:
        if (value.empty() && option.kind != Kind::any_text) {
          problem(fmt::format("long option \"--{}\" must not be empty", option.name));
        } else if (value.empty()) {
          // Behind = it would be taken for none.
          out_.insert(out_.end(), {fmt::format("--{}", option.name), ""});
        } else {
          out_.push_back(fmt::format("--{}={}", option.name, value));
        }
    }
  }

  const OptionWord* find_name(std::string_view name) {
    const OptionWord* found = nullptr;
    for (const OptionWord& option : options_) {
      if (option.name == name) return &option;
      if (!option.name.starts_with(name)) continue;
      if (found != nullptr) {
        problem(fmt::format("long option \"--{}\" might be --{} or --{}", name, found->name, option.name));
        return nullptr;
      }
      found = &option;
    }
    if (found == nullptr) problem(fmt::format("unknown long option \"--{}\"", name));
    return found;
  }

  void problem(std::string what) { problems_.push_back(std::move(what)); }

  std::span<const OptionWord> options_;
  std::span<const std::string> words_;
  std::deque<const OptionWord*> pending_;
  std::vector<std::string> out_;
  std::size_t unwanted_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> usual_words(std::span<const OptionWord> options, std::span<const std::string> words) {
  return Reader(options, words).read();
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view kBlanks = " \t\n";
  for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(kBlanks, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

}  // namespace nmsgxx::tools

#include "nmsgxx/filter.hpp"

#include <strings.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/number.hpp"

namespace nmsgxx {
namespace {

class WhereFilter final : public PayloadFilter {
 public:
  explicit WhereFilter(Where condition) : matcher_(std::move(condition)) {}
  Verdict ask(const PayloadView& payload) override { return matcher_.matches(payload) ? Verdict::declined : Verdict::drop; }
  bool has_state() const noexcept override { return false; }

 private:
  WhereMatcher matcher_;
};

class EveryKth final : public PayloadFilter {
 public:
  explicit EveryKth(std::uint64_t every)
      : every_(every), left_(std::uniform_int_distribution<std::uint64_t>(1, every)(random_)) {}
  Verdict ask(const PayloadView&) override {
    if (--left_ > 0) return Verdict::drop;
    left_ = every_;
    return Verdict::declined;
  }

 private:
  std::random_device random_;
  std::uint64_t every_;
  std::uint64_t left_;
};

class Random final : public PayloadFilter {
 public:
  explicit Random(double probability) : random_(std::random_device()()), kept_(probability) {}
  Verdict ask(const PayloadView&) override { return kept_(random_) ? Verdict::declined : Verdict::drop; }

 private:
  std::mt19937_64 random_;
  std::bernoulli_distribution kept_;
};

bool is_name(std::string_view text, std::string_view name) {
  return text.size() == name.size() && strncasecmp(text.data(), name.data(), name.size()) == 0;
}

}  // namespace

MakeFilter where_filter(Where condition) {
  return [condition = std::move(condition)] { return std::make_unique<WhereFilter>(condition); };
}

Result<MakeFilter> sample_filter(std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
  if (is_name(name, "count")) {
    if (const auto every = base::parse_number<std::uint64_t>(value); every && *every > 0) {
      return [every = *every] { return std::make_unique<EveryKth>(every); };
    }
  } else if (is_name(name, "random")) {
    if (const auto part = base::parse_real(value); part && *part >= 0 && *part <= 1) {
      return [part = *part] { return std::make_unique<Random>(part); };
    }
  }
  return fail(Errc::bad_argument, 0,
              fmt::format("'{}': sample takes count=K, K from 1 on, or random=P, P from 0 to 1", parameter));
}

}  // namespace nmsgxx

#include "message/where/syntax.hpp"

#include <utility>

#include <fmt/core.h>

namespace nmsgxx::where {
namespace {

constexpr std::size_t kSizeMax = 1 << 16;
constexpr int kDepthMax = 100;  // of brackets and negations

constexpr std::pair<std::string_view, Operator> kOperators[] = {
    {"==", Operator::equal},          {"=", Operator::equal},     {"<", Operator::less},
    {"<=", Operator::less_equal},     {">", Operator::greater},   {">=", Operator::greater_equal},
    {"contains", Operator::contains}, {"under", Operator::under},
};

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Node> read() {
    auto node = any(0);
    if (node && now().kind != Token::Kind::end) {
      return expected(now(), "&& or ||");
    }
    return node;
  }

 private:
  Result<Node> any(int depth) { return series(Node::Kind::any, "||", "or", depth, &Parser::all); }
  Result<Node> all(int depth) { return series(Node::Kind::all, "&&", "and", depth, &Parser::single); }

  Result<Node> series(Node::Kind kind, std::string_view symbol, std::string_view word, int depth,
                      Result<Node> (Parser::*part)(int)) {
    auto first = (this->*part)(depth);
    if (!first || !(now().is(symbol) || now().is(word))) return first;
    Node node{.kind = kind};
    node.parts.push_back(std::move(*first));
    while (now().is(symbol) || now().is(word)) {
      ++at_;
      auto more = (this->*part)(depth);
      if (!more) return more;
      node.parts.push_back(std::move(*more));
    }
    return node;
  }

  Result<Node> single(int depth) {
    if (depth > kDepthMax) return fail_at(now().at, fmt::format("brackets are nested more than {} deep", kDepthMax));
    if (now().is("!") || now().is("not")) {
      ++at_;
      return single(depth + 1).map(negated);
    }
    if (!now().is("(")) return comparison();
    const std::size_t open = tokens_[at_++].at;
    auto inner = any(depth + 1);
    if (!inner) return inner;
    if (!now().is(")")) return fail_at(open, "unclosed bracket");
    ++at_;
    return inner;
  }

  Result<Node> comparison() {
    if (now().kind != Token::Kind::word) return expected(now(), "the name of a field");
    Node node{.comparison = {.field = next()}};
    Comparison& made = node.comparison;
    if (now().is("in")) {
      ++at_;
      made.op = Operator::equal;
      return set(made.items).map([&] { return std::move(node); });
    }
    const bool different = now().is("!=");
    const auto* found = std::begin(kOperators);
    while (found != std::end(kOperators) && !now().is(found->first)) ++found;
    if (!different && found == std::end(kOperators)) return node;
    ++at_;
    made.op = different ? Operator::equal : found->second;
    auto value = constant();
    if (!value) return tl::unexpected(value.error());
    made.items.push_back({std::move(*value)});
    return different ? negated(std::move(node)) : std::move(node);
  }

  Result<void> set(std::vector<Item>& items) {
    if (!now().is("{")) return item(items);
    const std::size_t open = tokens_[at_++].at;
    do {
      if (auto read = item(items); !read) return read;
    } while (now().is(",") && ++at_ != 0);
    if (!now().is("}")) return fail_at(open, "unclosed set");
    ++at_;
    return {};
  }

  Result<void> item(std::vector<Item>& items) {
    auto first = constant();
    if (!first) return tl::unexpected(first.error());
    items.push_back({std::move(*first)});
    if (!now().is("..")) return {};
    ++at_;
    return constant().map([&](Token last) { items.back().last = std::move(last); });
  }

  Result<Token> constant() {
    if (now().kind == Token::Kind::word || now().kind == Token::Kind::quoted) return next();
    return expected(now(), "a value");
  }

  static Node negated(Node node) {
    Node out{.kind = Node::Kind::none};
    out.parts.push_back(std::move(node));
    return out;
  }

  const Token& now() const noexcept { return tokens_[at_]; }
  Token next() { return std::move(tokens_[at_++]); }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

tl::unexpected<Error> bad_operator(const Comparison& comparison, std::string_view sort, std::string_view operators) {
  return fail_at(comparison.field.at, fmt::format("{} is {}: expected {}", comparison.field.text, sort, operators));
}

Result<Node> parse(std::string_view text) {
  if (text.size() > kSizeMax) return fail_at(kSizeMax, fmt::format("the condition has more than {} bytes", kSizeMax));
  return tokens_of(text).and_then([](std::vector<Token> tokens) { return Parser(std::move(tokens)).read(); });
}

}  // namespace nmsgxx::where

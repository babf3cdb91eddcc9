#include "dnsqr_settings.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace nmsgxx::tools {
namespace {

using Setting = std::optional<std::string>;

template <class Take>
void for_each_element(std::string_view list, char separator, const Take& take) {
  while (!list.empty()) {
    const std::string_view element = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(list.size(), element.size() + 1));
    if (!element.empty()) take(element);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBlanks)));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

class Parser {
 public:
  explicit Parser(const std::function<void(const Error&)>& on_invalid) : on_invalid_(on_invalid) {}

  std::optional<std::int64_t> number(const Setting& text, std::int64_t least, std::int64_t most) const {
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size() && value >= least && value <= most) return value;
    invalid(fmt::format("expected a whole number within the range of this setting, got '{}'", *text));
    return std::nullopt;
  }

  std::optional<bool> bit(const Setting& text) const {
    const auto value = number(text, 0, 1);
    return value ? std::optional(*value == 1) : std::nullopt;
  }

  DnsqrOptions::Direction direction(const Setting& text) const {
    using Direction = DnsqrOptions::Direction;
    if (text == "queries") return Direction::queries;
    if (text == "responses") return Direction::responses;
    const auto responses = bit(text);
    if (!responses) return Direction::both;
    return *responses ? Direction::responses : Direction::queries;
  }

  DomainNames names(const Setting& list) const {
    DomainNames out;
    for_each_element(list.value_or(""), ':', [&](std::string_view text) {
      if (auto name = parse_domain_name(text)) {
        out.push_back(std::move(*name));
      } else {
        invalid(fmt::format("wdns_str_to_name() failed: expected a domain name, got '{}'", text));
      }
    });
    return out;
  }

  Result<std::vector<IpNetwork>> networks(const Setting& list) const {
    std::vector<IpNetwork> out;
    if (!list) return out;
    for_each_element(*list, ',', [&](std::string_view text) {
      const auto network = parse_network(trimmed(text));
      if (!network) return invalid(network.error().detail);
      out.push_back(*network);
    });
    if (out.empty()) return fail(Errc::bad_argument, 0, fmt::format("expected addresses, got '{}'", *list));
    return out;
  }

 private:
  void invalid(std::string why) const {
    if (on_invalid_) on_invalid_({Errc::bad_argument, 0, std::move(why)});
  }

  const std::function<void(const Error&)>& on_invalid_;
};

}  // namespace

Result<DnsqrOptions> parse_dnsqr_settings(const DnsqrSettings& settings, const std::function<void(const Error&)>& on_invalid) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Parser parser(on_invalid);
  DnsqrOptions out;
  out.direction = parser.direction(settings.direction);
  out.recursion_desired = parser.bit(settings.recursion_desired);
  out.exclude_names = parser.names(settings.exclude_names);
  out.include_names = parser.names(settings.include_names);
  out.zero_resolver_address = parser.number(settings.zero_resolver, -kMost, kMost).value_or(0) != 0;
  if (const auto most = parser.number(settings.table_max, 1, kMost)) out.table_max = static_cast<std::size_t>(*most);
  out.query_timeout = parser.number(settings.query_timeout, 1, kMost).value_or(out.query_timeout);
  auto servers = parser.networks(settings.servers);
  if (!servers) return tl::unexpected(servers.error());
  auto resolvers = parser.networks(settings.resolvers);
  if (!resolvers) return tl::unexpected(resolvers.error());
  out.servers = std::move(*servers);
  out.resolvers = std::move(*resolvers);
  return out;
}

}  // namespace nmsgxx::tools

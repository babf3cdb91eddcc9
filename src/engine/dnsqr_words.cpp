#include "nmsgxx/dnsqr_words.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <fmt/core.h>

#include "dns/name.hpp"
#include "message/where/constant.hpp"

namespace nmsgxx {
namespace {

using Words = std::optional<std::string>;
using Complain = std::function<void(const Error&)>;

template <class Take>
void for_each_word(std::string_view list, char between, const Take& take) {
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(between));
    list.remove_prefix(std::min(list.size(), word.size() + 1));
    if (!word.empty()) take(word);
  }
}

std::string_view trimmed(std::string_view word) {
  constexpr std::string_view kBlanks = " \t";
  word.remove_prefix(std::min(word.size(), word.find_first_not_of(kBlanks)));
  return word.substr(0, word.find_last_not_of(kBlanks) + 1);
}

/// Reads words, and tells of those that are of no use.
class Reader {
 public:
  explicit Reader(const Complain& unusable) : unusable_(unusable) {}

  /// Within bounds.
  std::optional<std::int64_t> number(const Words& word, std::int64_t least, std::int64_t most) const {
    if (!word) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
    if (error == std::errc{} && end == word->data() + word->size() && value >= least && value <= most) return value;
    complain(fmt::format("'{}' is no number that is asked for here", *word));
    return std::nullopt;
  }

  std::optional<bool> flag(const Words& word) const {
    const auto value = number(word, 0, 1);
    return value ? std::optional(*value == 1) : std::nullopt;
  }

  DomainNames names(const Words& list) const {
    DomainNames out;
    for_each_word(list.value_or(""), ':', [&](std::string_view word) {
      std::vector<std::byte> name;
      if (dns::parse_name(word, name)) {
        out.push_back(std::move(name));
      } else {
        complain(fmt::format("wdns_str_to_name() failed: '{}' is no domain name", word));
      }
    });
    return out;
  }

  Result<std::vector<IpNetwork>> networks(const Words& list) const {
    std::vector<IpNetwork> out;
    if (!list) return out;
    for_each_word(*list, ',', [&](std::string_view word) {
      const std::string text(trimmed(word));
      const auto network = where::network({where::Token::Kind::word, text, 0});
      if (!network) return complain(network.error().detail);
      IpNetwork& one = out.emplace_back(IpNetwork{{}, network->address.size() > 4, network->bits});
      std::ranges::copy(network->address, one.address.begin());
    });
    if (out.empty()) return fail(Errc::bad_argument, 0, fmt::format("'{}' names no address", *list));
    return out;
  }

 private:
  void complain(std::string why) const {
    if (unusable_) unusable_({Errc::bad_argument, 0, std::move(why)});
  }

  const Complain& unusable_;
};

Words variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? Words{} : Words(value);
}

}  // namespace

DnsqrWords dnsqr_environment() {
  return {.capture_qr = variable("DNSQR_CAPTURE_QR"),
          .capture_rd = variable("DNSQR_CAPTURE_RD"),
          .filter_qnames_exclude = variable("DNSQR_FILTER_QNAMES_EXCLUDE"),
          .filter_qnames_include = variable("DNSQR_FILTER_QNAMES_INCLUDE"),
          .state_table_max = variable("DNSQR_STATE_TABLE_MAX"),
          .query_timeout = variable("DNSQR_QUERY_TIMEOUT"),
          .zero_resolver_address = variable("DNSQR_ZERO_RESOLVER_ADDRESS"),
          .auth_addrs = variable("DNSQR_AUTH_ADDRS"),
          .res_addrs = variable("DNSQR_RES_ADDRS")};
}

Result<DnsqrOptions> dnsqr_options(const DnsqrWords& words, const Complain& unusable) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Reader reader(unusable);
  DnsqrOptions out;
  if (const auto responses = reader.flag(words.capture_qr)) {
    out.direction = *responses ? DnsqrOptions::Direction::responses : DnsqrOptions::Direction::queries;
  }
  out.recursion_desired = reader.flag(words.capture_rd);
  out.exclude_names = reader.names(words.filter_qnames_exclude);
  out.include_names = reader.names(words.filter_qnames_include);
  out.zero_resolver_address = reader.number(words.zero_resolver_address, -kMost, kMost).value_or(0) != 0;
  if (const auto most = reader.number(words.state_table_max, 1, kMost)) out.table_max = static_cast<std::size_t>(*most);
  out.query_timeout = reader.number(words.query_timeout, 1, kMost).value_or(out.query_timeout);
  auto servers = reader.networks(words.auth_addrs);
  if (!servers) return tl::unexpected(servers.error());
  auto resolvers = reader.networks(words.res_addrs);
  if (!resolvers) return tl::unexpected(resolvers.error());
  out.servers = std::move(*servers);
  out.resolvers = std::move(*resolvers);
  return out;
}

}  // namespace nmsgxx

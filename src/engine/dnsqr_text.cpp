#include <algorithm>
#include <string>

#include "dns/name.hpp"
#include "message/where/constant.hpp"
#include "nmsgxx/dnsqr.hpp"

namespace nmsgxx {

Result<std::vector<std::byte>> parse_domain_name(std::string_view text) {
  std::vector<std::byte> name;
  return dns::parse_name(text, name).map([&] { return std::move(name); });
}

Result<IpNetwork> parse_network(std::string_view text) {
  return where::network({where::Token::Kind::word, std::string(text), 0}).map([](const where::Network& network) {
    IpNetwork out{{}, network.address.size() > 4, network.bits};
    std::ranges::copy(network.address, out.address.begin());
    return out;
  });
}

}  // namespace nmsgxx

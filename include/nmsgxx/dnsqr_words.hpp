#pragma once

#include <functional>
#include <optional>
#include <string>

#include "nmsgxx/dnsqr.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx {

/// DnsqrOptions in words, as nmsgtool's environment has them; what nobody says keeps its default.
struct DnsqrWords {
  std::optional<std::string> capture_qr{};             ///< 0: queries, 1: responses
  std::optional<std::string> capture_rd{};             ///< 0 or 1
  std::optional<std::string> filter_qnames_exclude{};  ///< names with : between them; the same for the next
  std::optional<std::string> filter_qnames_include{};
  std::optional<std::string> state_table_max{};  ///< above 0; the same for the next, in seconds
  std::optional<std::string> query_timeout{};
  std::optional<std::string> zero_resolver_address{};  ///< a number; 0 for no
  std::optional<std::string> auth_addrs{};             ///< addresses and networks with , between them; the same for the next
  std::optional<std::string> res_addrs{};
};

/// The words of the environment: DNSQR_CAPTURE_QR and so on, each after the member that it is for.
DnsqrWords dnsqr_environment();

/// Numbers that are none, or out of range, count as not said, and names and addresses that are none are left out.
///
/// @param unusable  told of each of these (bad_argument); may be empty
/// Errors: bad_argument, for a list of addresses without any
Result<DnsqrOptions> dnsqr_options(const DnsqrWords& words, const std::function<void(const Error&)>& unusable);

}  // namespace nmsgxx

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "nmsgxx/dnsqr.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::tools {

/// Settings of base:dnsqr as text, which options or nmsgtool's environment variables (DNSQR_CAPTURE_QR and so on) give.
/// Absent settings keep their defaults.
struct DnsqrSettings {
  std::optional<std::string> direction{};          ///< `queries` or 0, `responses` or 1
  std::optional<std::string> recursion_desired{};  ///< 0 or 1
  std::optional<std::string> exclude_names{};      ///< domain names, separated by colons
  std::optional<std::string> include_names{};      ///< likewise
  std::optional<std::string> table_max{};          ///< queries, at least 1
  std::optional<std::string> query_timeout{};      ///< seconds, at least 1
  std::optional<std::string> zero_resolver{};      ///< a number; 0: no
  std::optional<std::string> servers{};            ///< addresses and networks, separated by commas
  std::optional<std::string> resolvers{};          ///< likewise
};

/// Parses settings.  An invalid number counts as absent; an invalid name or address is left out.
///
/// @param on_invalid  called with a bad_argument for each of these; may be empty
/// Errors: bad_argument, when no address of a list is valid
Result<DnsqrOptions> parse_dnsqr_settings(const DnsqrSettings& settings, const std::function<void(const Error&)>& on_invalid);

}  // namespace nmsgxx::tools

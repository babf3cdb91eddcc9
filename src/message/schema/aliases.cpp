#include "nmsgxx/aliases.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/ascii.hpp"
#include "base/number.hpp"

namespace nmsgxx {

Result<AliasTable> AliasTable::load(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::system, 0, path + ": " + std::generic_category().message(errno));
  AliasTable table;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string number;
    std::string name;
    if (!(words >> number >> name)) continue;
    if (const auto value = parse_number(number)) table.names_[*value] = name;
  }
  return table;
}

std::string_view AliasTable::name(std::uint32_t number) const noexcept {
  const auto found = names_.find(number);
  return found == names_.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::uint32_t> AliasTable::number(std::string_view name) const noexcept {
  for (const auto& [number, alias] : names_) {
    if (number != 0 && base::equal_ignoring_case(alias, name)) return number;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> parse_number(std::string_view text) noexcept {
  return base::parse_c_number<std::uint32_t>(text);
}

}  // namespace nmsgxx

#include "nmsgxx/aliases.hpp"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/ascii.hpp"

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
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.starts_with('0')) {
    base = 8;
    text.remove_prefix(1);
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace nmsgxx

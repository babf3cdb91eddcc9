#include "tags.hpp"

#include <cstdlib>
#include <optional>

#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

AliasTable load(const char* variable, const char* usual_file) {
  if (const char* file = std::getenv(variable)) {
    if (auto table = AliasTable::load(file)) return std::move(*table);
  }
  return AliasTable::load(std::string(NMSGXX_ETC "/") + usual_file).value_or(AliasTable{});
}

/// @param aliases  null where only a number will do
std::optional<std::uint32_t> tag(const std::string& word, const AliasTable* aliases, const char* refusal) {
  if (word.empty()) return std::nullopt;
  auto number = aliases == nullptr ? std::nullopt : aliases->number(word);
  if (!number) number = parse_number(word);
  if (!number || *number == 0) throw UsageError(std::string("usage error: ") + refusal);
  return number;
}

}  // namespace

Aliases load_aliases() {
  return {load("NMSG_OPALIAS_FILE", "nmsg.opalias"), load("NMSG_GRALIAS_FILE", "nmsg.gralias")};
}

Tags get_tags(const Options& o, const Aliases& aliases) {
  return {tag(o.get_source, nullptr, "invalid filter source ID"),
          tag(o.get_operator, &aliases.operators, "unknown filter operator name"),
          tag(o.get_group, &aliases.groups, "unknown filter group name")};
}

Tags set_tags(const Options& o, const Aliases& aliases) {
  return {tag(o.set_source, nullptr, "invalid source ID"), tag(o.set_operator, &aliases.operators, "unknown operator name"),
          tag(o.set_group, &aliases.groups, "unknown group name")};
}

}  // namespace nmsgxx::tools

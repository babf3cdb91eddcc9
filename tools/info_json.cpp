#include "info_report.hpp"

#include <vector>

#include <fmt/format.h>

#include "nmsgxx/json.hpp"

namespace nmsgxx::tools {
namespace {

std::string json_of(const Tally& tally) {
  return fmt::format(R"("count":{},"octets":{})", tally.count, tally.octets);
}

std::string json_with_sizes(const Tally& tally) {
  if (tally.count == 0) return '{' + json_of(tally) + '}';
  return fmt::format(R"({{{},"smallest":{},"largest":{},"mean":{:.1f}}})", json_of(tally), tally.smallest, tally.largest,
                     mean(tally));
}

template <class Key, class Describe>
std::string json_of(const Tallies<Key>& all, Describe describe) {
  std::vector<std::string> rows;
  for (const auto& [key, tally] : all.by_key()) rows.push_back(fmt::format("{{{},{}}}", describe(key), json_of(tally)));
  if (all.others().count > 0) rows.push_back(fmt::format(R"({{"others":true,{}}})", json_of(all.others())));
  return fmt::format("[{}]", fmt::join(rows, ","));
}

std::string json_of_type(const TypeNumbers& numbers, const Registry& registry) {
  std::string out = fmt::format(R"("vid":{},"msgtype":{})", numbers.first, numbers.second);
  if (const MessageSchema* schema = registry.find({numbers.first, numbers.second})) {
    out += fmt::format(R"(,"vname":{},"mname":{})", json_string(schema->vendor()), json_string(schema->name()));
  }
  return out;
}

std::string json_of_number(const char* key, std::uint32_t number, const AliasTable& names) {
  const auto name = names.name(number);
  return name.empty() ? fmt::format(R"("{}":{})", key, number)
                      : fmt::format(R"("{}":{},"name":{})", key, number, json_string(name));
}

}  // namespace

std::string info_as_json(const Inspected& inspected, const Registry& registry, const Aliases& aliases) {
  const Summary& s = inspected.summary;
  const SourceStats& stats = inspected.stats;
  std::vector<std::string> versions;
  for (const auto& [version, count] : s.versions) versions.push_back(fmt::format(R"("{}":{})", version, count));
  std::string out = fmt::format(R"({{"file":{},"octets":{},"containers":{},"versions":{{{}}})", json_string(inspected.name),
                                stats.octets.value(), json_with_sizes(s.containers), fmt::join(versions, ","));
  out += fmt::format(R"(,"compressed":{{"count":{},"octets":{},"inflated":{}}},"fragments":{})", s.compressed,
                     s.deflated_octets, s.inflated_octets, stats.fragments.value());
  out += fmt::format(R"(,"payloads":{},"types":{})", json_with_sizes(s.payloads),
                     json_of(s.types, [&](const TypeNumbers& type) { return json_of_type(type, registry); }));
  if (s.payloads.count > 0) {
    out += fmt::format(R"(,"first":"{}","last":"{}","duration":{:.9f},"in_order":{})", text_of(s.first), text_of(s.last),
                       seconds_between(s.first, s.last), s.in_order);
  }
  out += fmt::format(R"(,"sources":{})",
                     json_of(s.sources, [](std::uint32_t n) { return fmt::format(R"("source":"{:08x}")", n); }));
  out += fmt::format(R"(,"operators":{},"groups":{})",
                     json_of(s.operators, [&](std::uint32_t n) { return json_of_number("operator", n, aliases.operators); }),
                     json_of(s.groups, [&](std::uint32_t n) { return json_of_number("group", n, aliases.groups); }));
  out += fmt::format(R"(,"sequences":{},"missing_containers":{})",
                     json_of(s.sequences, [](std::uint64_t id) { return fmt::format(R"("id":"{:016x}")", id); }), s.missing);
  out += fmt::format(R"(,"bad_crc":{},"without_crc":{},"skipped_octets":{},"skipped_containers":{},"incomplete_messages":{}}})",
                     s.bad_crc, s.without_crc, stats.skipped_octets.value(), stats.skipped_containers.value(),
                     stats.lost_fragments.value());
  return out;
}

}  // namespace nmsgxx::tools

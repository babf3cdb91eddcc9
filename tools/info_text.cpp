#include "info_report.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include "print.hpp"

namespace nmsgxx::tools {

std::string text_of(const Time& time) {
  constexpr std::int64_t kYear10000 = 253'402'300'800;
  if (time.seconds < 0 || time.seconds >= kYear10000) return fmt::format("{}.{:09}", time.seconds, time.nanoseconds);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:09}", fmt::gmtime(static_cast<std::time_t>(time.seconds)), time.nanoseconds);
}

double seconds_between(const Time& from, const Time& to) noexcept {
  return static_cast<double>(to.seconds) - static_cast<double>(from.seconds) +
         (static_cast<double>(to.nanoseconds) - static_cast<double>(from.nanoseconds)) / 1e9;
}

double mean(const Tally& tally) noexcept {
  return tally.count == 0 ? 0 : static_cast<double>(tally.octets) / static_cast<double>(tally.count);
}

namespace {

std::string type_text(const TypeNumbers& numbers, const Registry& registry) {
  const MessageSchema* schema = registry.find({numbers.first, numbers.second});
  const std::string text = fmt::format("{}:{}", numbers.first, numbers.second);
  return schema == nullptr ? text : fmt::format("{} {} {}", text, schema->vendor(), schema->name());
}

class TextReport {
 public:
  TextReport(const Registry& registry, const Aliases& aliases) : registry_(registry), aliases_(aliases) {}

  std::string of(const Inspected& inspected) {
    const Summary& s = inspected.summary;
    const SourceStats& stats = inspected.stats;
    line("File", inspected.name);
    line("Bytes", stats.octets.value());
    line("Containers", fmt::format("{}{}", s.containers.count, sizes(s.containers)));
    for (const auto& [version, count] : s.versions) line(fmt::format("  version {}", version), count);
    if (s.compressed > 0) {
      line("  compressed", fmt::format("{}, {} bytes of {}, ratio {:.2f}", s.compressed, s.deflated_octets, s.inflated_octets,
                                       static_cast<double>(s.inflated_octets) / static_cast<double>(s.deflated_octets)));
    }
    if (stats.fragments.value() > 0) line("  fragments", stats.fragments.value());
    line("Payloads", fmt::format("{}{}", s.payloads.count, sizes(s.payloads)));
    for (const auto& [type, tally] : s.types.by_key()) line("  " + type_text(type, registry_), counted(tally));
    others(s.types.others());
    if (s.payloads.count > 0) times(s);
    tallies("Sources", s.sources, [](std::uint32_t source) { return fmt::format("{:08x}", source); });
    tallies("Operators", s.operators, [&](std::uint32_t number) { return named(aliases_.operators, number); });
    tallies("Groups", s.groups, [&](std::uint32_t number) { return named(aliases_.groups, number); });
    tallies("Sequences", s.sequences, [](std::uint64_t id) { return fmt::format("{:016x}", id); });
    damage(s, stats);
    return std::move(text_);
  }

 private:
  static constexpr std::size_t kShown = 20;  // of senders and the like: the most frequent ones

  template <class T>
  void line(const std::string& name, const T& value) {
    text_ += format_text("{:<22} {}\n", name + ':', value);
  }
  static std::string counted(const Tally& tally) { return fmt::format("{}, {} bytes", tally.count, tally.octets); }
  static std::string sizes(const Tally& tally) {
    return tally.count == 0
               ? ""
               : fmt::format(", {} bytes, {} to {}, mean {:.1f}", tally.octets, tally.smallest, tally.largest, mean(tally));
  }
  static std::string named(const AliasTable& names, std::uint32_t number) {
    const auto name = names.name(number);
    return name.empty() ? std::to_string(number) : fmt::format("{} {}", number, name);
  }
  void others(const Tally& tally) {
    if (tally.count > 0) line("  others", counted(tally));
  }
  template <class Key, class Name>
  void tallies(const char* what, const Tallies<Key>& all, Name name) {
    if (all.by_key().empty()) return;
    line(what, all.by_key().size());
    std::vector<std::pair<Key, Tally>> often(all.by_key().begin(), all.by_key().end());
    std::ranges::stable_sort(often, std::ranges::greater{}, [](const auto& entry) { return entry.second.count; });
    Tally rest = all.others();
    for (std::size_t i = 0; i < often.size(); ++i) {
      const auto& [key, tally] = often[i];
      if (i < kShown) {
        line("  " + name(key), counted(tally));
      } else {
        rest.count += tally.count;
        rest.octets += tally.octets;
      }
    }
    others(rest);
  }
  void times(const Summary& s) {
    const double seconds = seconds_between(s.first, s.last);
    line("First", text_of(s.first));
    line("Last", text_of(s.last));
    line("Duration", fmt::format("{:.9f} s", seconds));
    if (seconds > 0) line("Rate", fmt::format("{:.1f} payloads/s", static_cast<double>(s.payloads.count) / seconds));
    line("In time order", s.in_order ? "yes" : "no");
  }
  void damage(const Summary& s, const SourceStats& stats) {
    line("Wrong CRC", s.bad_crc);
    if (s.without_crc > 0) line("Without CRC", s.without_crc);
    if (!s.sequences.by_key().empty()) line("Missing containers", s.missing);
    line("Skipped bytes", stats.skipped_octets.value());
    line("Skipped containers", stats.skipped_containers.value());
    if (stats.lost_fragments.value() > 0) line("Incomplete messages", stats.lost_fragments.value());
  }

  const Registry& registry_;
  const Aliases& aliases_;
  std::string text_;
};

}  // namespace

std::string info_as_text(const Inspected& inspected, const Registry& registry, const Aliases& aliases) {
  return TextReport(registry, aliases).of(inspected);
}

}  // namespace nmsgxx::tools

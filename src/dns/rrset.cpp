#include "dns/rrset.hpp"

#include <algorithm>
#include <compare>
#include <cstring>
#include <random>
#include <tuple>

#include "base/ascii.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::uint64_t kLowerCase = 0x2020202020202020;
constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio

constexpr char lower(std::byte letter) noexcept {
  return base::lower(std::to_integer<char>(letter));
}

// Secret, so that nobody can choose names that have equal keys.
std::uint64_t seed() {
  static const std::uint64_t value = [] {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
  }();
  return value;
}

std::uint64_t key_of(const DnsRecord& record, std::uint64_t seed) noexcept {
  std::uint64_t key = seed ^ (std::uint64_t{record.rrtype} << 16 | record.rrclass);
  for (std::size_t at = 0; at < record.name.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, record.name.data() + at, std::min(sizeof word, record.name.size() - at));
    key = (key ^ (word | kLowerCase)) * kMultiplier;
    key ^= key >> 32;
  }
  return key;
}

std::strong_ordering compare_names(Bytes a, Bytes b) noexcept {
  if (a.size() != b.size()) return a.size() <=> b.size();
  if (std::memcmp(a.data(), b.data(), a.size()) == 0) return std::strong_ordering::equal;
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end(),
                                                [](std::byte x, std::byte y) { return lower(x) <=> lower(y); });
}

std::strong_ordering compare_sets(const DnsRecord& a, const DnsRecord& b) noexcept {
  const auto order = std::tie(a.rrtype, a.rrclass) <=> std::tie(b.rrtype, b.rrclass);
  return order != 0 ? order : compare_names(a.name, b.name);
}

}  // namespace

void RrsetIndex::build(std::span<const DnsRecord> records) {
  links_.assign(records.size(), {});
  if (records.size() < 2) return;
  entries_.clear();
  const std::uint64_t secret = seed();
  for (std::uint32_t i = 0; i < records.size(); ++i) entries_.push_back({key_of(records[i], secret), i});
  std::ranges::sort(entries_,
                    [&](const Entry& a, const Entry& b) { return std::tie(a.key, a.record) < std::tie(b.key, b.record); });
  for (auto at = entries_.begin(); at != entries_.end();) {
    const auto same_key = std::find_if(at, entries_.end(), [key = at->key](const Entry& entry) { return entry.key != key; });
    const auto same_set = [&](const Entry& a, const Entry& b) {
      return compare_sets(records[a.record], records[b.record]) == 0;
    };
    if (!std::all_of(at, same_key, [&](const Entry& entry) { return same_set(*at, entry); })) {
      std::stable_sort(at, same_key,
                       [&](const Entry& a, const Entry& b) { return compare_sets(records[a.record], records[b.record]) < 0; });
    }
    for (auto next = at + 1; next < same_key; ++next) {
      const Entry& before = *(next - 1);
      if (!same_set(before, *next)) continue;
      links_[before.record].next = next->record;
      links_[next->record].begins_set = false;
    }
    at = same_key;
  }
}

}  // namespace nmsgxx::dns

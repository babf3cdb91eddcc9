#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dns/dns_message.hpp"

namespace nmsgxx::dns {

/// Groups the records of a section into sets, which have the same name in any case, type and class (RFC 2181, section 5).
///
/// Building it takes time in proportion to n log n, also for names that were chosen to be expensive.  Memory is kept from
/// section to section.
class RrsetIndex {
 public:
  static constexpr std::uint32_t kEnd = 0xFFFFFFFF;

  /// Replaces the index by that of these records.
  void build(std::span<const DnsRecord> records);

  /// Whether a record is the first of its set.
  bool begins_set(std::size_t record) const noexcept { return links_[record].begins_set; }
  /// Returns the next record of the same set, or kEnd.
  std::uint32_t next_of_set(std::size_t record) const noexcept { return links_[record].next; }

 private:
  struct Entry {
    std::uint64_t key;  // equal for the records of a set, and rarely for others
    std::uint32_t record;
  };
  struct Link {
    std::uint32_t next = kEnd;
    bool begins_set = true;
  };

  std::vector<Entry> entries_;
  std::vector<Link> links_;
};

}  // namespace nmsgxx::dns

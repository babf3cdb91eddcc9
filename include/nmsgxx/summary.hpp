#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/time.hpp"

namespace nmsgxx {

/// How often something occurred, and its sizes in bytes.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t octets = 0;
  std::uint64_t smallest = std::numeric_limits<std::uint64_t>::max();  ///< meaningful if count is not 0
  std::uint64_t largest = 0;

  void add(std::uint64_t size) noexcept {
    ++count;
    octets += size;
    smallest = std::min(smallest, size);
    largest = std::max(largest, size);
  }
};

/// Tallies by key, for at most kKeysMax keys.
template <class Key>
class Tallies {
 public:
  static constexpr std::size_t kKeysMax = 1000;

  void add(const Key& key, std::uint64_t size) {
    // Adjacent items often have the same key.
    if (last_ == nullptr || !(last_->first == key)) {
      last_ = find(key);
      if (last_ == nullptr) return others_.add(size);
    }
    last_->second.add(size);
  }

  const std::map<Key, Tally>& by_key() const noexcept { return by_key_; }
  const Tally& others() const noexcept { return others_; }

 private:
  using Entry = typename std::map<Key, Tally>::value_type;
  Entry* find(const Key& key) {
    if (by_key_.size() < kKeysMax) return &*by_key_.try_emplace(key).first;
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &*found;
  }

  std::map<Key, Tally> by_key_;
  Tally others_;
  Entry* last_ = nullptr;
};

/// The contents of an input.
struct Summary {
  Tally containers;                   ///< sizes of the inflated bodies
  std::uint64_t compressed = 0;       ///< number of compressed containers
  std::uint64_t deflated_octets = 0;  ///< size of compressed containers with their headers
  std::uint64_t inflated_octets = 0;  ///< size of the same containers when inflated
  std::map<int, std::uint64_t> versions;
  Tally payloads;
  std::uint64_t bad_crc = 0;
  std::uint64_t without_crc = 0;
  Tallies<std::pair<std::uint32_t, std::uint32_t>> types;  ///< by vendor and message type; sizes of messages
  Tallies<std::uint32_t> sources;
  Tallies<std::uint32_t> operators;
  Tallies<std::uint32_t> groups;
  Tallies<std::uint64_t> sequences;  ///< containers by sequence id
  std::uint64_t missing = 0;         ///< containers that are missing, by the sequence numbers
  Time first;                        ///< the earliest and the latest time, if there is a payload
  Time last;
  bool in_order = true;  ///< no payload is earlier than the one before it
};

/// Reads a source to its end, in bounded memory.
///
/// @param summary  receives the result; after an error, the result up to there
Result<void> summarize(ContainerSource& source, Summary& summary);

}  // namespace nmsgxx

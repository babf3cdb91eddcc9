#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dns/dns_head.hpp"
#include "dnsqr/flow.hpp"
#include "nmsgxx/time.hpp"

namespace nmsgxx::dnsqr {

/// A query that waits for its response.
struct Query {
  Flow flow;
  Time time;  ///< of its first packet
  bool recursion_desired = false;
  bool has_question = false;
  std::uint16_t type = 0;
  std::uint16_t class_ = 0;
  std::uint16_t name_size = 0;
  std::vector<std::byte> octets;  ///< what the message says of its packets; behind that the name

  std::optional<Question> question() const noexcept {
    if (!has_question) return std::nullopt;
    return Question{Bytes(octets).last(name_size), type, class_};
  }
  Bytes fields() const noexcept { return Bytes(octets).first(octets.size() - name_size); }
};

/// Queries in the order of their arrival, to be found by flow and question.  Everything takes constant time, amortized.
class QueryTable {
 public:
  void add(Query&& query);
  /// Takes out the oldest query that a response belongs to.
  std::optional<Query> take(const Flow& flow, const std::optional<Question>& question, std::uint8_t rcode);

  bool empty() const noexcept { return arrivals_.first == kNone; }
  std::size_t size() const noexcept { return size_; }
  /// Of all queries, with what keeping them takes.
  std::size_t octets() const noexcept { return octets_; }
  const Query& oldest() const noexcept { return nodes_[arrivals_.first].query; }
  Query take_oldest() { return remove(arrivals_.first); }

 private:
  using Place = std::uint32_t;  // among the nodes
  static constexpr Place kNone = 0xFFFFFFFF;
  // Doubled when more queries wait: random hashes touch no more than a processor's cache holds, as long as that is possible.
  static constexpr std::size_t kChainsLeast = 16;

  struct Chain {
    Place first = kNone;
    Place last = kNone;
  };
  struct Link {
    Place before = kNone;
    Place behind = kNone;
  };
  struct Node {
    Query query;
    std::uint64_t arrival = 0;
    std::uint64_t flow_hash = 0;
    std::uint64_t question_hash = 0;
    Link in_arrivals;
    Link in_flows;
    Link in_questions;
  };

  Chain& flows_of(std::uint64_t hash) noexcept { return flows_[hash & (flows_.size() - 1)]; }
  Chain& questions_of(std::uint64_t hash) noexcept { return questions_[hash & (questions_.size() - 1)]; }
  void append(Chain& chain, Place place, Link Node::*link) noexcept;
  void unlink(Chain& chain, Place place, Link Node::*link) noexcept;
  Place find_flow(const Flow& flow, std::uint64_t hash) noexcept;
  Place find_question(const Flow& flow, std::uint64_t flow_hash, const std::optional<Question>& question) noexcept;
  void append_by_hashes(Place place) noexcept;
  void double_chains();
  Place free_place();
  Query remove(Place place);
  static std::size_t octets_of(const Query& query) noexcept { return sizeof(Node) + query.octets.capacity(); }

  FlowHash hash_;
  std::vector<Node> nodes_;
  std::vector<Place> free_;
  std::vector<Chain> flows_ = std::vector<Chain>(kChainsLeast);
  std::vector<Chain> questions_ = std::vector<Chain>(kChainsLeast);
  Chain arrivals_;
  std::uint64_t arrived_ = 0;
  std::size_t size_ = 0;
  std::size_t octets_ = 0;
};

}  // namespace nmsgxx::dnsqr

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/assert.hpp"
#include "dns/dns_header.hpp"
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
  std::vector<std::byte> bytes;  ///< the encoded fields of its packets (append_query_fields()), then the question's name

  std::optional<dns::Question> question() const noexcept {
    if (!has_question) return std::nullopt;
    return dns::Question{Bytes(bytes).last(name_size), type, class_};
  }
  Bytes fields() const noexcept { return Bytes(bytes).first(bytes.size() - name_size); }
};

/// Queries in the order of their arrival, which can also be found by flow and question.  Every call takes amortized constant
/// time.
///
/// Threads: one at a time.
class QueryTable {
 public:
  void add(Query&& query);
  /// Removes the oldest query that a response answers, and returns it.
  std::optional<Query> take(const Flow& flow, const std::optional<dns::Question>& question, std::uint8_t rcode);

  bool empty() const noexcept { return arrivals_.first == kNone; }
  std::size_t size() const noexcept { return size_; }
  /// Returns the bytes that all queries take, including what it takes to keep them.
  std::size_t memory() const noexcept { return memory_; }

  // The next two require that the table is not empty.
  const Query& oldest() const noexcept {
    NMSGXX_ASSERT(!empty());
    return nodes_[arrivals_.first].query;
  }
  Query take_oldest() {
    NMSGXX_ASSERT(!empty());
    return remove(arrivals_.first);
  }

 private:
  using Index = std::uint32_t;  // of a node
  static constexpr Index kNone = 0xFFFFFFFF;
  // Doubled when more queries wait: few chains fit into the processor's cache, which random hashes would miss otherwise.
  static constexpr std::size_t kChainsMin = 16;

  struct Chain {
    Index first = kNone;
    Index last = kNone;
  };
  struct Link {
    Index previous = kNone;
    Index next = kNone;
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
  void append(Chain& chain, Index node, Link Node::*link) noexcept;
  void unlink(Chain& chain, Index node, Link Node::*link) noexcept;
  Index find_flow(const Flow& flow, std::uint64_t hash) noexcept;
  Index find_question(const Flow& flow, std::uint64_t flow_hash, const std::optional<dns::Question>& question) noexcept;
  void append_by_hashes(Index node) noexcept;
  void double_chains();
  Index allocate_node();
  Query remove(Index index);
  static std::size_t memory_of(const Query& query) noexcept { return sizeof(Node) + query.bytes.capacity(); }

  FlowHash hash_;
  std::vector<Node> nodes_;
  std::vector<Index> free_;
  std::vector<Chain> flows_ = std::vector<Chain>(kChainsMin);
  std::vector<Chain> questions_ = std::vector<Chain>(kChainsMin);
  Chain arrivals_;
  std::uint64_t arrived_ = 0;
  std::size_t size_ = 0;
  std::size_t memory_ = 0;
};

}  // namespace nmsgxx::dnsqr

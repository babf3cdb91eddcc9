#include "dnsqr/query_table.hpp"

#include <cstring>
#include <utility>

namespace nmsgxx::dnsqr {
namespace {

bool same(const std::optional<dns::Question>& a, const std::optional<dns::Question>& b) noexcept {
  if (!a || !b) return !a && !b;
  return a->type == b->type && a->class_ == b->class_ && a->name.size() == b->name.size() &&
         std::memcmp(a->name.data(), b->name.data(), a->name.size()) == 0;
}

// RFC 1035 4.1.1: the answers of a server that did not read the query, or not to its end.
bool may_lack_question(std::uint8_t rcode) noexcept {
  enum : std::uint8_t { kFormErr = 1, kServFail = 2, kNotImp = 4, kRefused = 5 };
  return rcode == kFormErr || rcode == kServFail || rcode == kNotImp || rcode == kRefused;
}

}  // namespace

void QueryTable::append(Chain& chain, Index node, Link Node::*link) noexcept {
  nodes_[node].*link = {chain.last, kNone};
  (chain.last == kNone ? chain.first : (nodes_[chain.last].*link).next) = node;
  chain.last = node;
}

void QueryTable::unlink(Chain& chain, Index node, Link Node::*link) noexcept {
  const auto [previous, next] = nodes_[node].*link;
  (previous == kNone ? chain.first : (nodes_[previous].*link).next) = next;
  (next == kNone ? chain.last : (nodes_[next].*link).previous) = previous;
}

QueryTable::Index QueryTable::allocate_node() {
  if (free_.empty()) {
    nodes_.emplace_back();
    return static_cast<Index>(nodes_.size() - 1);
  }
  const Index node = free_.back();
  free_.pop_back();
  return node;
}

void QueryTable::double_chains() {
  const std::size_t chains = 2 * flows_.size();
  flows_.assign(chains, {});
  questions_.assign(chains, {});
  for (Index node = arrivals_.first; node != kNone; node = nodes_[node].in_arrivals.next) append_by_hashes(node);
}

void QueryTable::append_by_hashes(Index node) noexcept {
  append(flows_of(nodes_[node].flow_hash), node, &Node::in_flows);
  append(questions_of(nodes_[node].question_hash), node, &Node::in_questions);
}

void QueryTable::add(Query&& query) {
  if (size_ == flows_.size()) double_chains();
  const Index index = allocate_node();
  Node& node = nodes_[index];
  node.query = std::move(query);
  node.arrival = arrived_++;
  node.flow_hash = hash_.of(node.query.flow);
  node.question_hash = hash_.with(node.flow_hash, node.query.question());
  append(arrivals_, index, &Node::in_arrivals);
  append_by_hashes(index);
  ++size_;
  memory_ += memory_of(node.query);
}

QueryTable::Index QueryTable::find_flow(const Flow& flow, std::uint64_t hash) noexcept {
  Index node = flows_of(hash).first;
  while (node != kNone && nodes_[node].query.flow != flow) node = nodes_[node].in_flows.next;
  return node;
}

QueryTable::Index QueryTable::find_question(const Flow& flow, std::uint64_t flow_hash,
                                            const std::optional<dns::Question>& question) noexcept {
  const auto found = [&](const Query& query) { return query.flow == flow && same(query.question(), question); };
  Index node = questions_of(hash_.with(flow_hash, question)).first;
  while (node != kNone && !found(nodes_[node].query)) node = nodes_[node].in_questions.next;
  return node;
}

std::optional<Query> QueryTable::take(const Flow& flow, const std::optional<dns::Question>& question, std::uint8_t rcode) {
  const std::uint64_t hash = hash_.of(flow);
  Index node = question ? find_question(flow, hash, question) : kNone;
  if (may_lack_question(rcode)) {
    const Index other = question ? find_question(flow, hash, std::nullopt) : find_flow(flow, hash);
    if (node == kNone || (other != kNone && nodes_[other].arrival < nodes_[node].arrival)) node = other;
  }
  if (node == kNone) return std::nullopt;
  return remove(node);
}

Query QueryTable::remove(Index index) {
  Node& node = nodes_[index];
  unlink(arrivals_, index, &Node::in_arrivals);
  unlink(flows_of(node.flow_hash), index, &Node::in_flows);
  unlink(questions_of(node.question_hash), index, &Node::in_questions);
  free_.push_back(index);
  --size_;
  memory_ -= memory_of(node.query);
  return std::move(node.query);
}

}  // namespace nmsgxx::dnsqr

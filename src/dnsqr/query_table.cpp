#include "dnsqr/query_table.hpp"

#include <cstring>
#include <utility>

namespace nmsgxx::dnsqr {
namespace {

bool same(const std::optional<Question>& a, const std::optional<Question>& b) noexcept {
  if (!a || !b) return !a && !b;
  return a->type == b->type && a->class_ == b->class_ && a->name.size() == b->name.size() &&
         std::memcmp(a->name.data(), b->name.data(), a->name.size()) == 0;
}

// RFC 1035 4.1.1: what a server may say of a query that it did not read, or not to its end.
bool may_lack_question(std::uint8_t rcode) noexcept {
  enum : std::uint8_t { kFormErr = 1, kServFail = 2, kNotImp = 4, kRefused = 5 };
  return rcode == kFormErr || rcode == kServFail || rcode == kNotImp || rcode == kRefused;
}

}  // namespace

void QueryTable::append(Chain& chain, Place place, Link Node::*link) noexcept {
  nodes_[place].*link = {chain.last, kNone};
  (chain.last == kNone ? chain.first : (nodes_[chain.last].*link).behind) = place;
  chain.last = place;
}

void QueryTable::unlink(Chain& chain, Place place, Link Node::*link) noexcept {
  const auto [before, behind] = nodes_[place].*link;
  (before == kNone ? chain.first : (nodes_[before].*link).behind) = behind;
  (behind == kNone ? chain.last : (nodes_[behind].*link).before) = before;
}

QueryTable::Place QueryTable::free_place() {
  if (free_.empty()) {
    nodes_.emplace_back();
    return static_cast<Place>(nodes_.size() - 1);
  }
  const Place place = free_.back();
  free_.pop_back();
  return place;
}

void QueryTable::double_chains() {
  const std::size_t chains = 2 * flows_.size();
  flows_.assign(chains, {});
  questions_.assign(chains, {});
  for (Place place = arrivals_.first; place != kNone; place = nodes_[place].in_arrivals.behind) append_by_hashes(place);
}

void QueryTable::append_by_hashes(Place place) noexcept {
  append(flows_of(nodes_[place].flow_hash), place, &Node::in_flows);
  append(questions_of(nodes_[place].question_hash), place, &Node::in_questions);
}

void QueryTable::add(Query&& query) {
  if (size_ == flows_.size()) double_chains();
  const Place place = free_place();
  Node& node = nodes_[place];
  node.query = std::move(query);
  node.arrival = arrived_++;
  node.flow_hash = hash_.of(node.query.flow);
  node.question_hash = hash_.with(node.flow_hash, node.query.question());
  append(arrivals_, place, &Node::in_arrivals);
  append_by_hashes(place);
  ++size_;
  octets_ += octets_of(node.query);
}

QueryTable::Place QueryTable::find_flow(const Flow& flow, std::uint64_t hash) noexcept {
  Place place = flows_of(hash).first;
  while (place != kNone && nodes_[place].query.flow != flow) place = nodes_[place].in_flows.behind;
  return place;
}

QueryTable::Place QueryTable::find_question(const Flow& flow, std::uint64_t flow_hash,
                                            const std::optional<Question>& question) noexcept {
  const auto found = [&](const Query& query) { return query.flow == flow && same(query.question(), question); };
  Place place = questions_of(hash_.with(flow_hash, question)).first;
  while (place != kNone && !found(nodes_[place].query)) place = nodes_[place].in_questions.behind;
  return place;
}

std::optional<Query> QueryTable::take(const Flow& flow, const std::optional<Question>& question, std::uint8_t rcode) {
  const std::uint64_t hash = hash_.of(flow);
  Place place = question ? find_question(flow, hash, question) : kNone;
  if (may_lack_question(rcode)) {
    const Place other = question ? find_question(flow, hash, std::nullopt) : find_flow(flow, hash);
    if (place == kNone || (other != kNone && nodes_[other].arrival < nodes_[place].arrival)) place = other;
  }
  if (place == kNone) return std::nullopt;
  return remove(place);
}

Query QueryTable::remove(Place place) {
  Node& node = nodes_[place];
  unlink(arrivals_, place, &Node::in_arrivals);
  unlink(flows_of(node.flow_hash), place, &Node::in_flows);
  unlink(questions_of(node.question_hash), place, &Node::in_questions);
  free_.push_back(place);
  --size_;
  octets_ -= octets_of(node.query);
  return std::move(node.query);
}

}  // namespace nmsgxx::dnsqr

#include <algorithm>
#include <utility>

#include "container/payload_batch.hpp"
#include "dnsqr/datagram.hpp"
#include "dnsqr/message.hpp"
#include "dnsqr/query_table.hpp"
#include "dnsqr/traffic.hpp"
#include "dnsqr/zero_address.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "nmsgxx/message_type.hpp"
#include "packet/ip_datagram.hpp"
#include "packet/ip_reassembler.hpp"

namespace nmsgxx {
namespace {

using dnsqr::Kind;
using dnsqr::Message;
using dnsqr::Query;
using dnsqr::Question;
using dnsqr::TimedPacket;
using dnsqr::UdpMessage;
using packet::Fragment;
using packet::IpDatagram;
using Direction = DnsqrOptions::Direction;

double seconds_between(const Time& from, const Time& to) noexcept {
  std::int64_t seconds = to.seconds - from.seconds;
  std::int64_t nanoseconds = std::int64_t{to.nanoseconds} - from.nanoseconds;
  if (nanoseconds < 0) {
    --seconds;
    nanoseconds += 1'000'000'000;
  }
  return static_cast<double>(seconds) + static_cast<double>(nanoseconds) / 1e9;
}

/// A packet as it came, or the fragments that it was joined of.
struct Arrival {
  IpDatagram datagram;
  Time time;
  std::span<const TimedPacket> packets;
};

}  // namespace

class DnsqrPairer::State {
 public:
  explicit State(const DnsqrOptions& options) : options_(options), names_(options), reassembler_(options.reassembly_octets) {}

  void push(Bytes ip_packet, const Time& time);
  bool finish();
  std::span<const PayloadView> take();

  DnsqrStats stats;
  const dnsqr::QueryTable& table() const noexcept { return table_; }

 private:
  std::optional<Arrival> whole(const IpDatagram& datagram, const Time& time);
  std::optional<Arrival> join(const IpDatagram& datagram, const Time& time);
  void take_arrival(const Arrival& arrival);
  void take_udp(const Arrival& arrival, const UdpMessage& message);
  void take_query(const Arrival& arrival, const UdpMessage& message);
  void take_response(const Arrival& arrival, const UdpMessage& message);
  void take_alone(const Arrival& arrival, const UdpMessage& message);
  void give_with_response(Message message, const Arrival& response, const Time& time);
  void give(Message message, const Time& time);
  void let_go(const Query& query);
  void let_go_for_room();
  void let_go_of_old();
  std::span<const TimedPacket> zeroed_if_asked(std::span<const TimedPacket> packets, dnsqr::End end);
  bool passes(bool recursion_desired, const std::optional<Question>& question) const;

  DnsqrOptions options_;
  dnsqr::NameFilter names_;
  dnsqr::QueryTable table_;
  packet::IpReassembler reassembler_;
  Time now_;  // of the last packet that could be read
  std::vector<TimedPacket> packets_;
  std::vector<Bytes> octets_;
  std::vector<std::byte> fields_;
  dnsqr::PacketCopies copies_;
  container::PayloadBatch made_;
  bool taken_ = false;
};

void DnsqrPairer::State::push(Bytes ip_packet, const Time& time) {
  if (std::exchange(taken_, false)) made_.clear();
  const auto datagram = packet::ip_datagram(ip_packet);
  if (!datagram || !dnsqr::is_wanted_traffic(*datagram, options_)) return;
  now_ = time;
  if (const auto arrival = datagram->fragment == Fragment::none ? whole(*datagram, time) : join(*datagram, time)) {
    take_arrival(*arrival);
  }
  let_go_of_old();
}

std::optional<Arrival> DnsqrPairer::State::whole(const IpDatagram& datagram, const Time& time) {
  packets_.assign(1, {datagram.packet, time});
  return Arrival{datagram, time, packets_};
}

std::optional<Arrival> DnsqrPairer::State::join(const IpDatagram& datagram, const Time& time) {
  const auto joined = reassembler_.add(datagram.packet, time);
  stats.lost_packets.set(reassembler_.lost());
  stats.packets_for_room.set(reassembler_.lost_for_room());
  if (!joined || (options_.accept_joined && !options_.accept_joined(joined->packet))) return std::nullopt;
  const auto all = packet::ip_datagram(joined->packet);
  if (!all) return std::nullopt;
  packets_.clear();
  for (const auto& piece : joined->pieces) packets_.push_back({piece.packet, piece.time});
  return Arrival{*all, time, packets_};
}

void DnsqrPairer::State::take_arrival(const Arrival& arrival) {
  const IpDatagram& datagram = arrival.datagram;
  if (const auto message = dnsqr::udp_message(datagram)) return take_udp(arrival, *message);
  if (dnsqr::is_tcp_of_dns(datagram)) {
    const TimedPacket segment{datagram.packet, arrival.time};
    const auto shown = zeroed_if_asked({&segment, 1}, dnsqr::resolver_end_of_tcp(datagram));
    give({.kind = Kind::tcp, .protocol = datagram.protocol, .tcp = shown.front().octets}, arrival.time);
  } else if (dnsqr::is_icmp_of_dns(datagram) && !options_.zero_resolver_address) {
    // Its address stands in several places of it, some of them in what may be cut.
    give({.kind = Kind::icmp, .protocol = datagram.protocol, .icmp = datagram.packet}, arrival.time);
  }
}

void DnsqrPairer::State::take_udp(const Arrival& arrival, const UdpMessage& message) {
  if (options_.direction != Direction::both) {
    take_alone(arrival, message);
  } else if (message.head.response()) {
    take_response(arrival, message);
  } else {
    take_query(arrival, message);
  }
}

void DnsqrPairer::State::take_query(const Arrival& arrival, const UdpMessage& message) {
  Query query;
  query.flow = message.flow;
  query.time = arrival.packets.front().time;
  query.recursion_desired = message.head.recursion_desired();
  fields_.clear();
  dnsqr::append_query_fields(zeroed_if_asked(arrival.packets, dnsqr::End::source), fields_);
  if (const auto& question = message.head.question) {
    query.has_question = true;
    query.type = question->type;
    query.class_ = question->class_;
    query.name_size = static_cast<std::uint16_t>(question->name.size());
    fields_.insert(fields_.end(), question->name.begin(), question->name.end());
  }
  query.octets.assign(fields_.begin(), fields_.end());
  // Before it, so that the table's memory is that of its bound.
  if (!table_.empty() && table_.size() >= options_.table_max) let_go_for_room();
  table_.add(std::move(query));
}

void DnsqrPairer::State::take_response(const Arrival& arrival, const UdpMessage& message) {
  const auto query = table_.take(message.flow, message.head.question, message.head.rcode());
  Message out{.kind = query ? Kind::query_response : Kind::unsolicited_response,
              .flow = message.flow,
              .question = message.head.question,
              .rcode = message.head.rcode()};
  if (!query) {
    if (!passes(message.head.recursion_desired(), out.question)) return;
    stats.unsolicited_responses.add();
    return give_with_response(out, arrival, arrival.packets.front().time);
  }
  if (!out.question) out.question = query->question();
  if (!passes(query->recursion_desired, out.question)) return;
  stats.pairs.add();
  out.query_fields = query->fields();
  give_with_response(out, arrival, query->time);
}

// A query goes out as one packet, a response as its fragments.
void DnsqrPairer::State::take_alone(const Arrival& arrival, const UdpMessage& message) {
  if (message.head.response() != (options_.direction == Direction::responses)) return;
  Message out{.kind = Kind::response_only, .flow = message.flow, .question = message.head.question};
  if (message.head.response()) {
    out.rcode = message.head.rcode();
    return give_with_response(out, arrival, arrival.packets.front().time);
  }
  out.kind = Kind::query_only;
  const TimedPacket query{arrival.datagram.packet, arrival.time};
  fields_.clear();
  dnsqr::append_query_fields(zeroed_if_asked({&query, 1}, dnsqr::End::source), fields_);
  out.query_fields = fields_;
  give(out, arrival.time);
}

void DnsqrPairer::State::give_with_response(Message message, const Arrival& response, const Time& time) {
  octets_.clear();
  for (const TimedPacket& one : response.packets) octets_.push_back(one.octets);
  message.checksum = packet::udp_checksum(octets_);
  message.responses = zeroed_if_asked(response.packets, dnsqr::End::destination);
  give(message, time);
}

void DnsqrPairer::State::give(Message message, const Time& time) {
  if (options_.zero_resolver_address) {
    message.flow.query_ip = {};
    message.zeroed = true;
  }
  dnsqr::append_message(message, made_.octets());
  made_.add({.time_sec = time.seconds, .time_nsec = time.nanoseconds, .type = kBaseDnsqr});
}

void DnsqrPairer::State::let_go(const Query& query) {
  if (!passes(query.recursion_desired, query.question())) return;
  stats.unanswered_queries.add();
  give({.kind = Kind::unanswered_query,
        .flow = query.flow,
        .question = query.question(),
        .query_fields = query.fields(),
        .timeout = seconds_between(query.time, now_)},
       query.time);
}

void DnsqrPairer::State::let_go_for_room() {
  stats.crowded_out.add();
  let_go(table_.take_oldest());
}

void DnsqrPairer::State::let_go_of_old() {
  while (table_.octets() > options_.table_octets_max) let_go_for_room();
  while (!table_.empty() && now_.seconds - table_.oldest().time.seconds > options_.query_timeout) let_go(table_.take_oldest());
}

bool DnsqrPairer::State::finish() {
  constexpr std::size_t kPiece = 256 << 10;
  if (std::exchange(taken_, false)) made_.clear();
  while (!table_.empty() && made_.octets().size() < kPiece) let_go(table_.take_oldest());
  return !made_.empty();
}

std::span<const PayloadView> DnsqrPairer::State::take() {
  if (std::exchange(taken_, true)) made_.clear();
  return made_.payloads();
}

std::span<const TimedPacket> DnsqrPairer::State::zeroed_if_asked(std::span<const TimedPacket> packets, dnsqr::End end) {
  return options_.zero_resolver_address ? copies_.with_zeros(packets, end) : packets;
}

bool DnsqrPairer::State::passes(bool recursion_desired, const std::optional<Question>& question) const {
  if (options_.recursion_desired && *options_.recursion_desired != recursion_desired) return false;
  return !question || names_.wants(question->name);
}

DnsqrPairer::DnsqrPairer(const DnsqrOptions& options) : state_(std::make_unique<State>(options)) {}
DnsqrPairer::~DnsqrPairer() = default;
DnsqrPairer::DnsqrPairer(DnsqrPairer&&) noexcept = default;
DnsqrPairer& DnsqrPairer::operator=(DnsqrPairer&&) noexcept = default;

void DnsqrPairer::push(Bytes ip_packet, const Time& time) {
  state_->push(ip_packet, time);
}
bool DnsqrPairer::finish() {
  return state_->finish();
}
std::span<const PayloadView> DnsqrPairer::take() {
  return state_->take();
}
const DnsqrStats& DnsqrPairer::stats() const noexcept {
  return state_->stats;
}
std::size_t DnsqrPairer::waiting() const noexcept {
  return state_->table().size();
}
std::size_t DnsqrPairer::waiting_octets() const noexcept {
  return state_->table().octets();
}

}  // namespace nmsgxx

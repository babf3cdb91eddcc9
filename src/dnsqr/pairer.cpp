#include "dnsqr/pairer.hpp"

#include <algorithm>
#include <utility>

#include "nmsgxx/message_type.hpp"

namespace nmsgxx::dnsqr {
namespace {

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

}  // namespace

Pairer::Pairer(const DnsqrOptions& options) : options_(options), names_(options), reassembler_(options.reassembly_octets) {}

void Pairer::push(const IpDatagram& datagram, const Time& time) {
  if (std::exchange(taken_, false)) messages_.clear();
  if (!has_sound_transport(datagram) || !concerns_listed_hosts(datagram, options_)) return;
  now_ = time;
  if (datagram.fragment == Fragment::none) {
    packets_.assign(1, {datagram.packet, time});
    handle({datagram, time, packets_});
  } else if (const auto arrival = reassemble(datagram, time)) {
    handle(*arrival);
  }
  evict_excess();
}

std::optional<Pairer::Arrival> Pairer::reassemble(const IpDatagram& fragment, const Time& time) {
  const auto whole = reassembler_.add(fragment, time);
  stats_.lost_packets.set(reassembler_.lost());
  stats_.packets_for_room.set(reassembler_.lost_for_room());
  if (!whole || (options_.accept_joined && !options_.accept_joined(whole->packet))) return std::nullopt;
  const auto datagram = packet::parse_ip(whole->packet);
  if (!datagram || !has_sound_transport(*datagram)) return std::nullopt;
  packets_.clear();
  for (const auto& piece : whole->pieces) packets_.push_back({piece.packet, piece.time});
  return Arrival{*datagram, time, packets_};
}

void Pairer::handle(const Arrival& arrival) {
  const IpDatagram& datagram = arrival.datagram;
  if (const auto message = udp_message(datagram)) {
    handle_udp(arrival, *message);
  } else if (is_dns_over_tcp(datagram)) {
    const TimedPacket segment{datagram.packet, arrival.time};
    const auto packets = anonymized({&segment, 1}, resolver_side(datagram));
    emit({.kind = Kind::tcp, .protocol = datagram.protocol, .tcp = packets.front().bytes}, arrival.time);
  } else if (is_icmp_error_about_dns(datagram) && !options_.zero_resolver_address) {
    // With zero_resolver_address there is no such message: the address is in several places, some of them perhaps truncated.
    emit({.kind = Kind::icmp, .protocol = datagram.protocol, .icmp = datagram.packet}, arrival.time);
  }
}

void Pairer::handle_udp(const Arrival& arrival, const UdpMessage& message) {
  if (options_.direction != Direction::both) {
    emit_unpaired(arrival, message);
  } else if (message.header.response()) {
    pair_response(arrival, message);
  } else {
    add_query(arrival, message);
  }
}

void Pairer::add_query(const Arrival& arrival, const UdpMessage& message) {
  Query query;
  query.flow = message.flow;
  query.time = arrival.packets.front().time;
  query.recursion_desired = message.header.recursion_desired();
  query_bytes_.clear();
  append_query_fields(anonymized(arrival.packets, Side::source), query_bytes_);
  if (const auto& question = message.header.question) {
    query.has_question = true;
    query.type = question->type;
    query.class_ = question->class_;
    query.name_size = static_cast<std::uint16_t>(question->name.size());
    query_bytes_.insert(query_bytes_.end(), question->name.begin(), question->name.end());
  }
  query.bytes.assign(query_bytes_.begin(), query_bytes_.end());
  // Evicting first keeps the table's memory within its bound.
  if (!queries_.empty() && queries_.size() >= options_.table_max) evict_oldest();
  queries_.add(std::move(query));
}

void Pairer::pair_response(const Arrival& arrival, const UdpMessage& message) {
  const auto query = queries_.take(message.flow, message.header.question, message.header.rcode());
  Message out{.kind = query ? Kind::query_response : Kind::unsolicited_response,
              .flow = message.flow,
              .question = message.header.question,
              .rcode = message.header.rcode()};
  if (!query) {
    if (!selects(message.header.recursion_desired(), out.question)) return;
    stats_.unsolicited_responses.add();
    return emit_response(out, arrival, arrival.packets.front().time);
  }
  if (!out.question) out.question = query->question();
  if (!selects(query->recursion_desired, out.question)) return;
  stats_.pairs.add();
  out.query_fields = query->fields();
  emit_response(out, arrival, query->time);
}

// As in libnmsg, a query goes out as one packet, reassembled if need be, and a response as its fragments.
void Pairer::emit_unpaired(const Arrival& arrival, const UdpMessage& message) {
  if (message.header.response() != (options_.direction == Direction::responses)) return;
  Message out{.kind = Kind::response_only, .flow = message.flow, .question = message.header.question};
  if (message.header.response()) {
    out.rcode = message.header.rcode();
    return emit_response(out, arrival, arrival.packets.front().time);
  }
  out.kind = Kind::query_only;
  const TimedPacket query{arrival.datagram.packet, arrival.time};
  query_bytes_.clear();
  append_query_fields(anonymized({&query, 1}, Side::source), query_bytes_);
  out.query_fields = query_bytes_;
  emit(out, arrival.time);
}

void Pairer::emit_response(Message message, const Arrival& response, const Time& time) {
  message.checksum = checksum_of(response);
  message.responses = anonymized(response.packets, Side::destination);
  emit(message, time);
}

void Pairer::emit_unanswered(const Query& query) {
  if (!selects(query.recursion_desired, query.question())) return;
  stats_.unanswered_queries.add();
  emit({.kind = Kind::unanswered_query,
        .flow = query.flow,
        .question = query.question(),
        .query_fields = query.fields(),
        .timeout = seconds_between(query.time, now_)},
       query.time);
}

void Pairer::emit(Message message, const Time& time) {
  if (options_.zero_resolver_address) {
    message.flow.query_ip = {};
    message.zeroed = true;
  }
  append_message(message, messages_.octets());
  messages_.add({.time_sec = time.seconds, .time_nsec = time.nanoseconds, .type = kBaseDnsqr});
}

void Pairer::evict_oldest() {
  stats_.crowded_out.add();
  emit_unanswered(queries_.take_oldest());
}

void Pairer::evict_excess() {
  while (queries_.memory() > options_.table_octets_max) evict_oldest();
  while (!queries_.empty() && now_.seconds - queries_.oldest().time.seconds > options_.query_timeout) {
    emit_unanswered(queries_.take_oldest());
  }
}

bool Pairer::finish() {
  constexpr std::size_t kEnough = 256 << 10;
  if (std::exchange(taken_, false)) messages_.clear();
  while (!queries_.empty() && messages_.octets().size() < kEnough) emit_unanswered(queries_.take_oldest());
  return !messages_.empty();
}

std::span<const PayloadView> Pairer::take() {
  if (std::exchange(taken_, true)) messages_.clear();
  return messages_.payloads();
}

void Pairer::take(container::PayloadBatch& out) {
  if (std::exchange(taken_, false)) messages_.clear();
  std::swap(messages_, out);
  messages_.clear();
}

std::span<const TimedPacket> Pairer::anonymized(std::span<const TimedPacket> packets, Side side) {
  return options_.zero_resolver_address ? copies_.copy(packets, side) : packets;
}

bool Pairer::selects(bool recursion_desired, const std::optional<dns::Question>& question) const {
  if (options_.recursion_desired && *options_.recursion_desired != recursion_desired) return false;
  return !question || names_.accepts(question->name);
}

packet::UdpChecksum Pairer::checksum_of(const Arrival& arrival) {
  if (arrival.packets.size() == 1 && arrival.packets.front().bytes.data() == arrival.datagram.packet.data()) {
    return packet::udp_checksum(arrival.datagram);
  }
  packet_bytes_.clear();
  for (const TimedPacket& one : arrival.packets) packet_bytes_.push_back(one.bytes);
  return packet::udp_checksum(packet_bytes_);
}

}  // namespace nmsgxx::dnsqr

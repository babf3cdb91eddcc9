#include <array>
#include <set>
#include <string>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "packet/heap_packet.hpp"
#include "proto/dnsqr.pb.h"

// An input is an octet of options and a list of packets, each behind an octet of seconds and two of its length.  Messages are
// well formed to the protobuf library, and hold no packet that did not come.

namespace nmsgxx::fuzz {
namespace {

constexpr std::size_t kTable = 8;
constexpr std::size_t kTableOctets = 4096;

DnsqrOptions options_of(std::uint32_t bits) {
  DnsqrOptions options{.table_max = kTable, .table_octets_max = kTableOctets, .reassembly_octets = 4096};
  options.direction = static_cast<DnsqrOptions::Direction>(bits % 3);
  options.zero_resolver_address = (bits & 4) != 0;
  if ((bits & 8) != 0) options.recursion_desired = (bits & 16) != 0;
  return options;
}

class Pairing {
 public:
  explicit Pairing(std::uint32_t bits) : options_(options_of(bits)), pairer_(options_) {}

  void push(Bytes packet, const Time& time) {
    pairer_.push(packet, time);
    came_.emplace(text_of(packet));
    require(pairer_.waiting() <= kTable, "as many queries wait as may");
    require(pairer_.waiting_octets() <= kTableOctets, "they take what they may");
    take();
  }
  void finish() {
    while (pairer_.finish()) take();
    require(pairer_.waiting() == 0, "no query waits at the end");
    const auto& stats = pairer_.stats();
    if (options_.direction != DnsqrOptions::Direction::both) return;
    require(types_[1] == stats.pairs.value() && types_[2] == stats.unanswered_queries.value() &&
                types_[3] == stats.unsolicited_responses.value(),
            "messages are counted");
  }

 private:
  void take() {
    for (const PayloadView& payload : pairer_.take()) {
      nmsg::base::DnsQR message;
      require(message.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size())), "messages are well formed");
      check(message);
    }
  }
  void check(const nmsg::base::DnsQR& message) {
    ++types_[static_cast<std::size_t>(message.type())];
    require(message.query_packet_size() == message.query_time_sec_size(), "each packet of a query has a time");
    require(message.response_packet_size() == message.response_time_sec_size(), "each packet of a response has a time");
    // Joined of fragments where only one side is asked for.
    if (options_.zero_resolver_address || options_.direction == DnsqrOptions::Direction::queries) return;
    for (const auto& packet : message.query_packet()) require_came(packet);
    for (const auto& packet : message.response_packet()) require_came(packet);
  }
  // What is behind a packet's end, as its header has it, is not kept.
  void require_came(std::string_view packet) const {
    const auto found = came_.lower_bound(packet);
    require(found != came_.end() && found->starts_with(packet), "packets are some that came");
  }

  DnsqrOptions options_;
  DnsqrPairer pairer_;
  std::set<std::string, std::less<>> came_;
  std::array<std::uint64_t, 8> types_{};
};

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  fuzz::Input input(data, size);
  fuzz::Pairing pairing(input.number(1));
  Time time{.seconds = 1'700'000'000};
  while (!input.empty()) {
    time.seconds += input.number(1);
    const test::HeapPacket packet(input.take(input.number(2)));
    pairing.push(packet.bytes(), time);
  }
  pairing.finish();
  return 0;
}

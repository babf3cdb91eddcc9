#include "nmsgxx/dnsqr.hpp"

#include "dnsqr/pairer.hpp"
#include "packet/ip_datagram.hpp"

namespace nmsgxx {

class DnsqrPairer::State : public dnsqr::Pairer {
 public:
  using Pairer::Pairer;
};

DnsqrPairer::DnsqrPairer(const DnsqrOptions& options) : state_(std::make_unique<State>(options)) {}
DnsqrPairer::~DnsqrPairer() = default;
DnsqrPairer::DnsqrPairer(DnsqrPairer&&) noexcept = default;
DnsqrPairer& DnsqrPairer::operator=(DnsqrPairer&&) noexcept = default;

void DnsqrPairer::push(Bytes ip_packet, const Time& time) {
  if (const auto datagram = packet::parse_ip(ip_packet)) state_->push(*datagram, time);
}
bool DnsqrPairer::finish() {
  return state_->finish();
}
std::span<const PayloadView> DnsqrPairer::take() {
  return state_->take();
}
const DnsqrStats& DnsqrPairer::stats() const noexcept {
  return state_->stats();
}
std::size_t DnsqrPairer::waiting() const noexcept {
  return state_->queries().size();
}
std::size_t DnsqrPairer::waiting_octets() const noexcept {
  return state_->queries().memory();
}

}  // namespace nmsgxx

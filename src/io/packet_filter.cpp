#include "io/packet_filter.hpp"

#include <fmt/core.h>

#include "io/pcap_handle.hpp"

namespace nmsgxx::io {

void PacketFilter::Free::operator()(bpf_program* program) const noexcept {
  pcap_freecode(program);
  delete program;
}

Result<PacketFilter> PacketFilter::compile(const std::string& text) {
  constexpr int kSnapLength = 65535;
  PacketFilter filter;
  if (text.empty()) return filter;
  const PcapHandle handle(pcap_open_dead(DLT_RAW, kSnapLength));
  filter.program_.reset(new bpf_program{});
  if (pcap_compile(handle.get(), filter.program_.get(), text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return fail(Errc::bad_argument, 0, fmt::format("unable to compile bpf '{}': {}", text, pcap_geterr(handle.get())));
  }
  return filter;
}

bool PacketFilter::passes(Bytes ip_packet) const noexcept {
  pcap_pkthdr header{};
  header.caplen = header.len = static_cast<bpf_u_int32>(ip_packet.size());
  return !program_ || pcap_offline_filter(program_.get(), &header, reinterpret_cast<const u_char*>(ip_packet.data())) != 0;
}

}  // namespace nmsgxx::io

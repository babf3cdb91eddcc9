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
  if (text.empty()) return PacketFilter();
  const PcapHandle handle(pcap_open_dead(DLT_RAW, kSnapLength));
  return compile(text, handle.get());
}

Result<PacketFilter> PacketFilter::compile(const std::string& text, pcap* handle) {
  PacketFilter filter;
  if (text.empty()) return filter;
  filter.text_ = text;
  filter.program_.reset(new bpf_program{});
  if (pcap_compile(handle, filter.program_.get(), text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return fail(Errc::bad_argument, 0, fmt::format("unable to compile bpf '{}': {}", text, pcap_geterr(handle)));
  }
  return filter;
}

bool PacketFilter::matches(const pcap_pkthdr& header, const unsigned char* frame) const noexcept {
  return pcap_offline_filter(program_.get(), &header, frame) != 0;
}

bool PacketFilter::matches(Bytes ip_packet) const noexcept {
  pcap_pkthdr header{};
  header.caplen = header.len = static_cast<bpf_u_int32>(ip_packet.size());
  return matches(header, reinterpret_cast<const unsigned char*>(ip_packet.data()));
}

Result<void> PacketFilter::attach(pcap* handle) const {
  if (program_ && pcap_setfilter(handle, program_.get()) != 0) {
    return fail(Errc::bad_argument, 0, fmt::format("unable to attach bpf '{}': {}", text_, pcap_geterr(handle)));
  }
  return {};
}

}  // namespace nmsgxx::io

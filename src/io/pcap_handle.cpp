#include "io/pcap_handle.hpp"

#include <fmt/core.h>

namespace nmsgxx::io {

Result<void> set_filter(pcap_t* handle, const std::string& filter) {
  if (filter.empty()) return {};
  const auto refuse = [&] { return fail(Errc::bad_argument, 0, fmt::format("filter '{}': {}", filter, pcap_geterr(handle))); };
  bpf_program program{};
  if (pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) return refuse();
  const int result = pcap_setfilter(handle, &program);
  pcap_freecode(&program);
  if (result != 0) return refuse();
  return {};
}

Result<LinkType> link_of(pcap_t* handle) {
  const int number = pcap_datalink(handle);
  if (const auto type = link_type(number)) return *type;
  const char* name = pcap_datalink_val_to_name(number);
  return fail(Errc::unsupported, 0,
              "link type " + (name != nullptr ? std::string(name) : std::to_string(number)) + " is not supported");
}

}  // namespace nmsgxx::io

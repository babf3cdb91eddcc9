#include "io/pcap_handle.hpp"

#include <fmt/core.h>

namespace nmsgxx::io {

namespace {

auto refuse(const std::string& filter, pcap_t* handle) {
  return fail(Errc::bad_argument, 0, fmt::format("filter '{}': {}", filter, pcap_geterr(handle)));
}

}  // namespace

Result<Filter> Filter::compile(pcap_t* handle, const std::string& text) {
  Filter filter;
  if (text.empty()) return filter;
  filter.text_ = text;
  filter.program_.reset(new bpf_program{});
  if (pcap_compile(handle, filter.program_.get(), text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) return refuse(text, handle);
  return filter;
}

Result<void> Filter::attach(pcap_t* handle) const {
  if (program_ && pcap_setfilter(handle, program_.get()) != 0) return refuse(text_, handle);
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

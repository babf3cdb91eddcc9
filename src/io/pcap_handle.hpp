#pragma once

#include <pcap/pcap.h>

#include <memory>
#include <string>

#include "nmsgxx/error.hpp"
#include "nmsgxx/link.hpp"

namespace nmsgxx::io {

struct ClosePcap {
  void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, ClosePcap>;

/// Compiles a filter and puts it on the handle; an empty one lets all through.
Result<void> set_filter(pcap_t* handle, const std::string& filter);

/// The handle's link type, if it is one that packets can be found in.
Result<LinkType> link_of(pcap_t* handle);

}  // namespace nmsgxx::io

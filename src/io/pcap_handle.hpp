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

/// A filter that was compiled for a handle's link type.
class Filter {
 public:
  /// @param text  an empty one lets all through
  static Result<Filter> compile(pcap_t* handle, const std::string& text);

  bool passes(const pcap_pkthdr& header, const u_char* frame) const noexcept {
    return !program_ || pcap_offline_filter(program_.get(), &header, frame) != 0;
  }
  /// Lets the handle's source, the kernel where it can, do it.
  Result<void> attach(pcap_t* handle) const;

 private:
  struct Free {
    void operator()(bpf_program* program) const noexcept {
      pcap_freecode(program);
      delete program;
    }
  };
  std::unique_ptr<bpf_program, Free> program_;
  std::string text_;
};

/// The handle's link type, if it is one that packets can be found in.
Result<LinkType> link_of(pcap_t* handle);

}  // namespace nmsgxx::io

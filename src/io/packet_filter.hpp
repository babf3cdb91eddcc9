#pragma once

#include <memory>
#include <string>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

// libpcap's, which a build may lack.
struct bpf_program;
struct pcap;
struct pcap_pkthdr;

namespace nmsgxx::io {

/// A compiled BPF expression (pcap-filter(7)). Without an expression every packet passes.
///
/// Threads: passes() may be called from any number of threads at once.
class PacketFilter {
 public:
  /// Compiles an expression for IP packets without a link layer.
  ///
  /// @param text  empty for no expression
  /// Errors: bad_argument, unsupported (a build without libpcap)
  static Result<PacketFilter> compile(const std::string& text);
  /// Compiles an expression for frames of the link type that an open capture or interface has.
  static Result<PacketFilter> compile(const std::string& text, pcap* handle);

  /// Returns whether there is an expression.
  bool any() const noexcept { return program_ != nullptr; }
  bool passes(Bytes ip_packet) const noexcept { return !program_ || matches(ip_packet); }
  bool passes(const pcap_pkthdr& header, const unsigned char* frame) const noexcept {
    return !program_ || matches(header, frame);
  }
  /// Makes the source of the handle drop what does not pass, in the kernel if it can.
  Result<void> attach(pcap* handle) const;

 private:
  struct Free {
    void operator()(bpf_program* program) const noexcept;
  };

  bool matches(Bytes ip_packet) const noexcept;
  bool matches(const pcap_pkthdr& header, const unsigned char* frame) const noexcept;

  std::unique_ptr<bpf_program, Free> program_;
  std::string text_;
};

}  // namespace nmsgxx::io

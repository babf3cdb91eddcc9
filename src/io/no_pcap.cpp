#include <unistd.h>

#include "io/packet_filter.hpp"
#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/interface_source.hpp"

// Captures, interfaces and filters in a build without libpcap.
namespace nmsgxx {
namespace {

auto unsupported() {
  return fail(Errc::unsupported, 0, "this build has no libpcap: no captures, no interfaces");
}

}  // namespace

Result<io::PacketFilter> io::PacketFilter::compile(const std::string& text) {
  if (!text.empty()) return unsupported();
  return PacketFilter{};
}

void io::PacketFilter::Free::operator()(bpf_program*) const noexcept {}

bool io::PacketFilter::matches(Bytes) const noexcept {
  return true;
}

Result<std::unique_ptr<PacketSource>> make_capture_source(int descriptor, std::vector<std::byte>, const std::string&,
                                                          const Wakeup&) {
  close(descriptor);
  return unsupported();
}

Result<std::unique_ptr<PacketSource>> open_interface(const InterfaceOptions&, const Wakeup&) {
  return unsupported();
}

}  // namespace nmsgxx

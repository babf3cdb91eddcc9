#include "outputs.hpp"

#include <algorithm>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/udp_sink.hpp"

namespace nmsgxx::tools {
namespace {

// The largest UDP datagram: 65,535 less the headers of IPv4 and UDP; IPv6 does not count its own header.
std::size_t datagram_max(const Endpoint& endpoint) noexcept {
  return endpoint.address.ss_family == AF_INET6 ? 65527 : 65507;
}

}  // namespace

bool is_regular_file(const std::string& path) {
  struct stat status {};
  const int result = path == "-" ? fstat(STDOUT_FILENO, &status) : stat(path.c_str(), &status);
  return result == 0 && S_ISREG(status.st_mode);
}

Result<OpenedOutput> open_container_file(const std::string& path, const ContainerOptions& options) {
  auto sink = open_file_sink(path);
  if (!sink) return tl::unexpected(sink.error());
  const WriterOptions writer{.zlib = options.zlib, .unbuffered = options.unbuffered};
  const SinkStats* stats = &(*sink)->stats();
  return OpenedOutput{make_container_output(writer, std::move(*sink), !is_regular_file(path)), stats};
}

Result<std::vector<OpenedOutput>> open_container_sockets(const std::string& spec, const ContainerOptions& options) {
  const auto target = parse_output_endpoints(spec);
  if (!target) return tl::unexpected(target.error());
  const auto rate = target->rate > 0 ? make_rate_limit(target->rate) : nullptr;
  std::vector<OpenedOutput> outputs;
  for (const Endpoint& endpoint : target->endpoints) {
    auto sink = open_udp_sink(endpoint, rate);
    if (!sink) return tl::unexpected(sink.error());
    const WriterOptions writer{.limit = std::min(options.mtu, datagram_max(endpoint)),
                               .zlib = options.zlib,
                               .sequence = true,
                               .unbuffered = options.unbuffered};
    const SinkStats* stats = &(*sink)->stats();
    outputs.push_back({make_container_output(writer, std::move(*sink), true), stats});
  }
  return outputs;
}

}  // namespace nmsgxx::tools

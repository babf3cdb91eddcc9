#include "outputs.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nmsgxx/endpoint.hpp"
#include "nmsgxx/file_sink.hpp"
#include "nmsgxx/udp_sink.hpp"
#include "options.hpp"
#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

// The largest UDP datagram: 65,535 bytes less the header of UDP and that of IPv4, which unlike that of IPv6 counts.
std::size_t datagram_max(const Endpoint& endpoint) noexcept {
  return endpoint.address.ss_family == AF_INET6 ? 65527 : 65507;
}

constexpr std::chrono::milliseconds kSocketDelay{500};

}  // namespace

unsigned default_threads() noexcept {
  return std::clamp(std::thread::hardware_concurrency(), 1U, kThreadsMax);
}

ContainerOptions container_options(const Options& options, std::size_t default_mtu, bool live, const Deadline& deadline) {
  return {.zlib = options.zlib,
          .unbuffered = options.unbuffered,
          .mtu = options.mtu == 0 ? default_mtu : options.mtu,
          .live = live,
          .threads = options.threads,
          .flush = options.flush,
          .deadline = deadline};
}

bool is_regular_file(const std::string& path) {
  struct stat status {};
  const int result = path == "-" ? fstat(STDOUT_FILENO, &status) : stat(path.c_str(), &status);
  return result == 0 && S_ISREG(status.st_mode);
}

bool is_terminal(const std::string& path) {
  if (path == "-") return isatty(STDOUT_FILENO) == 1;
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
  const int descriptor = open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  const bool terminal = isatty(descriptor) == 1;
  if (descriptor >= 0) close(descriptor);
  return terminal;
}

std::chrono::milliseconds flush_delay(const std::string& path, std::chrono::milliseconds flush) {
  constexpr std::chrono::milliseconds kPipeDelay{50};
  return is_regular_file(path) ? flush : kPipeDelay;
}

void refuse_same_files(FilesInUse files, std::span<const std::string> paths) {
  for (const std::string& path : paths) or_throw(files.write(path));
}

Result<OpenedSink> open_container_file(const std::string& path, FilesInUse& files, const ContainerOptions& options) {
  return open_file_sink(path, options.deadline, &files).map([&](std::unique_ptr<Sink> sink) {
    const WriterOptions writer{.zlib = options.zlib, .unbuffered = options.unbuffered};
    return OpenedSink{
        {.writer = writer, .flush_after = flush_delay(path, options.flush), .live = options.live, .threads = options.threads},
        std::move(sink)};
  });
}

Result<std::vector<OpenedSink>> open_container_sockets(const std::string& spec, const ContainerOptions& options,
                                                       const Report& report) {
  const auto target = parse_output_endpoints(spec);
  if (!target) return tl::unexpected(target.error());
  const auto rate = target->rate > 0 ? make_rate_limit(target->rate) : nullptr;
  std::vector<OpenedSink> sinks;
  for (const Endpoint& endpoint : target->endpoints) {
    auto sink = open_udp_sink(endpoint, {.rate = rate, .deadline = options.deadline, .report = report});
    if (!sink) return tl::unexpected(sink.error());
    const WriterOptions writer{.limit = std::min(options.mtu, datagram_max(endpoint)),
                               .zlib = options.zlib,
                               .sequence = true,
                               .unbuffered = options.unbuffered};
    sinks.push_back(
        {{.writer = writer, .flush_after = kSocketDelay, .live = options.live, .threads = options.threads}, std::move(*sink)});
  }
  return sinks;
}

}  // namespace nmsgxx::tools

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/files_in_use.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

struct Options;

/// As many threads as processors, and how many may be asked for.
unsigned default_threads() noexcept;
inline constexpr unsigned kThreadsMax = 256;

inline constexpr std::chrono::seconds kFlush{5};
inline constexpr std::chrono::seconds kDrain{1};

/// How long outputs may wait for who reads them once a signal has come, when inputs are read for so long after it.  In all the
/// run takes less than two seconds, or one more than the inputs: files, which wait for nobody, get the rest.
constexpr std::chrono::milliseconds output_grace(std::chrono::milliseconds drain) noexcept {
  constexpr std::chrono::milliseconds kUsual{1500};
  constexpr std::chrono::milliseconds kBehindInputs{500};
  return std::max(kUsual, drain + kBehindInputs);
}

/// What the container outputs of a command have in common.
struct ContainerOptions {
  bool zlib = false;
  bool unbuffered = false;
  std::size_t mtu = kLimitDatagram;  ///< of sockets
  bool live = false;                 ///< payloads come from a network, which does not wait
  unsigned threads = 1;
  std::chrono::milliseconds flush{kFlush};  ///< of files: how long a container may wait to fill up; 0 for ever
  Deadline deadline{};                      ///< of outputs, see output_grace()
};

/// @param default_mtu  unless --mtu says otherwise
/// @param live         payloads come from a network
ContainerOptions container_options(const Options& options, std::size_t default_mtu, bool live, const Deadline& deadline);

/// A sink for containers, open, and how they are to be made.
struct OpenedSink {
  ContainerOutputOptions options;
  std::unique_ptr<Sink> sink;
};

/// Whether the path, or standard output for `-`, is one.
bool is_regular_file(const std::string& path);

/// Whether the path, or standard output for `-`, is a terminal.
bool is_terminal(const std::string& path);

/// How long a container for the file may wait to fill up: `flush`, unless somebody may be waiting at the other end.
std::chrono::milliseconds file_patience(const std::string& path, std::chrono::milliseconds flush);

/// Throws UsageError if one of the files is in use, or if two are the same: before any is opened, so that none is emptied.
///
/// @param files  what is in use already
void refuse_same_files(FilesInUse files, std::span<const std::string> paths);

/// A file or `-`.
Result<OpenedSink> open_container_file(const std::string& path, FilesInUse& files, const ContainerOptions& options);

/// `ADDR/PORT[..PORT][,RATE[,FREQ]]`: a sink for each port.
///
/// @param report  told of datagrams that nobody took
Result<std::vector<OpenedSink>> open_container_sockets(const std::string& spec, const ContainerOptions& options,
                                                       const Report& report);

}  // namespace nmsgxx::tools

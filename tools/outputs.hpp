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

/// The largest number of threads that may be asked for.
inline constexpr unsigned kThreadsMax = 256;
/// Returns the number of processors, at most kThreadsMax.
unsigned default_threads() noexcept;

// Defaults of --flush and --drain.
inline constexpr std::chrono::seconds kFlush{5};
inline constexpr std::chrono::seconds kDrain{1};

/// Returns how long after a signal outputs may wait for their readers, if inputs are read for `drain`.  The run then ends
/// within two seconds, or within one second after the inputs; the rest of that time is for writing files, which never wait.
constexpr std::chrono::milliseconds output_grace(std::chrono::milliseconds drain) noexcept {
  constexpr std::chrono::milliseconds kUsual{1500};
  constexpr std::chrono::milliseconds kAfterInputs{500};
  return std::max(kUsual, drain + kAfterInputs);
}

/// Options that all container outputs of a command share.
struct ContainerOptions {
  bool zlib = false;
  bool unbuffered = false;
  std::size_t mtu = kLimitDatagram;  ///< largest container that is sent
  bool live = false;                 ///< payloads come from a network, which does not wait
  unsigned threads = 1;
  std::chrono::milliseconds flush{kFlush};  ///< how long a container may wait to fill up before it goes to a file; 0: no limit
  Deadline deadline{};                      ///< of outputs, see output_grace()
};

/// Returns what the command line says about containers.
///
/// @param default_mtu  applies without --mtu
/// @param live         whether payloads come from a network
ContainerOptions container_options(const Options& options, std::size_t default_mtu, bool live, const Deadline& deadline);

/// An open sink, and how to make containers for it.
struct OpenedSink {
  ContainerOutputOptions options;
  std::unique_ptr<Sink> sink;
};

/// Whether the path is a terminal; `-` is standard output.
bool is_terminal(const std::string& path);

/// Returns how long a container may wait to fill up before it is written to the path: `flush` for a regular file, but only a
/// moment for a pipe or a device, where a reader may be waiting.
std::chrono::milliseconds flush_delay(const std::string& path, std::chrono::milliseconds flush);

/// Throws UsageError if one of the paths is a file in use, or if two are the same file.  Must be called before any is opened,
/// because opening a file for writing empties it.
///
/// @param files  the files in use
void refuse_same_files(FilesInUse files, std::span<const std::string> paths);

/// Opens a file, or standard output for `-`, and adds it to `files`.
Result<OpenedSink> open_container_file(const std::string& path, FilesInUse& files, const ContainerOptions& options);

/// Opens a socket for each port of `ADDR/PORT[..PORT][,RATE[,FREQ]]`.
///
/// @param report  called for datagrams that could not be delivered
Result<std::vector<OpenedSink>> open_container_sockets(const std::string& spec, const ContainerOptions& options,
                                                       const Report& report);

}  // namespace nmsgxx::tools

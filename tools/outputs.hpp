#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::tools {

/// What the container outputs of a command have in common.
struct ContainerOptions {
  bool zlib = false;
  bool unbuffered = false;
  std::size_t mtu = kLimitDatagram;  ///< of sockets
};

/// An output and what its sink counts, which lives as long as the output.
struct OpenedOutput {
  std::unique_ptr<PayloadOutput> output;
  const SinkStats* stats = nullptr;
};

/// Whether the path, or standard output for `-`, is one.
bool is_regular_file(const std::string& path);

/// A file or `-`.  Containers go out by time as well unless it is a regular file.
Result<OpenedOutput> open_container_file(const std::string& path, const ContainerOptions& options);

/// `ADDR/PORT[..PORT][,RATE[,FREQ]]`: an output for each port.
Result<std::vector<OpenedOutput>> open_container_sockets(const std::string& spec, const ContainerOptions& options);

}  // namespace nmsgxx::tools

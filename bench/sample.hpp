#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::bench {

/// Real packets in memory, from the capture of the tests or from the one named on the command line.
struct Sample {
  std::vector<std::byte> packet_bytes;
  std::vector<Bytes> packets;         ///< IP packets, views into packet_bytes
  std::vector<PayloadView> payloads;  ///< their base:packet payloads, views into messages
  std::vector<std::byte> messages;
  std::vector<std::byte> container;  ///< the body of a container with all payloads

  static const Sample& get();
};

/// Sets the capture to use. Must be called before Sample::get().
void use_capture(std::string path);

}  // namespace nmsgxx::bench

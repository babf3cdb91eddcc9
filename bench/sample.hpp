#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/payload.hpp"

namespace nmsgxx::bench {

/// Real packets, in memory: those of the capture that ships with the tests, or of the one named on the command line.
struct Sample {
  std::vector<std::byte> octets;      ///< of all packets
  std::vector<Bytes> packets;         ///< IP packets, views into octets
  std::vector<PayloadView> payloads;  ///< their base:packet payloads, views into messages
  std::vector<std::byte> messages;
  std::vector<std::byte> container;  ///< all payloads, as one container's body

  static const Sample& get();
};

/// Names the capture; before the first get().
void use_capture(std::string path);

}  // namespace nmsgxx::bench

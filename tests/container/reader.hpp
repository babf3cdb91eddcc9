#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/framer.hpp"
#include "nmsgxx/sequence.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// What a reader gave out and what it counted.
struct Reading {
  std::vector<std::string> payloads;  ///< described, without those whose CRC is wrong
  std::size_t containers = 0;
  std::size_t bad_crcs = 0;
  std::size_t skipped_octets = 0;  ///< of a stream
  std::size_t refused = 0;         ///< containers or datagrams that could not be read
  std::int64_t lost = 0;           ///< by sequence numbers

  friend bool operator==(const Reading&, const Reading&) = default;
};

/// Reads a stream that comes in pieces of any size.
class StreamReader {
 public:
  explicit StreamReader(const DecodeLimits& limits = {}) : limits_(limits), decoder_(limits) {}

  void feed(Bytes octets);
  /// No more will come.
  const Reading& finish();

 private:
  void advance(bool at_end);
  std::size_t take(const Framing& found, bool at_end);

  DecodeLimits limits_;
  ContainerDecoder decoder_;
  Octets unread_;
  std::size_t wanted_ = 1;  // fewer bytes than this decide nothing
  Reading reading_;
};

/// Reads datagrams that all come from one sender.
class DatagramReader {
 public:
  explicit DatagramReader(const DecodeLimits& limits = {}) : decoder_(limits) {}

  void receive(Bytes datagram);
  const Reading& reading() const noexcept { return reading_; }

 private:
  ContainerDecoder decoder_;
  SequenceTracker tracker_;
  Reading reading_;
};

}  // namespace nmsgxx::test

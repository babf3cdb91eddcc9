#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "container/checked_payloads.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/tuple_output.hpp"

namespace nmsgxx::engine {

/// Turns packets into 5-tuples, and those into a piece for each output.
class PacketBatch {
 public:
  struct Counts {
    std::uint64_t packets = 0;
    std::uint64_t tuples = 0;
    std::uint64_t other = 0;
    std::uint64_t undecodable = 0;
    std::uint64_t bad_crc = 0;
  };

  PacketBatch(const DecodeOptions& options, const std::vector<std::unique_ptr<TupleOutput>>& outputs);

  /// @param most  packets to be taken
  void begin(std::uint64_t most);
  /// @param bad_crcs  payloads that were dropped
  void take(container::CheckedPayloads& payloads, std::uint64_t bad_crcs);
  void take(std::span<const Frame> frames, LinkType link);

  const Counts& counts() const noexcept { return counts_; }
  const TupleOutput::Piece& piece(std::size_t output) const noexcept { return *pieces_[output]; }

 private:
  /// @param payloads  what the packets that wait came in
  void decode(std::span<const PayloadView> payloads);

  DecodeOptions options_;
  std::vector<std::unique_ptr<TupleOutput::Piece>> pieces_;
  std::uint64_t most_ = 0;
  Counts counts_;
  // Packets that wait for the decoder.
  std::size_t size_ = 0;
  std::array<Bytes, kBatchSize> packets_;
  std::array<PayloadView, kBatchSize> payloads_;  // of frames
  FiveTupleBatch tuples_;
};

}  // namespace nmsgxx::engine

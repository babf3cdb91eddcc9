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

namespace nmsgxx::pipeline {

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
  void take(const container::CheckedPayloads& payloads);
  void take(std::span<const Frame> frames, LinkType link);

  const Counts& counts() const noexcept { return counts_; }
  const TupleOutput::Piece& piece(std::size_t output) const noexcept { return *pieces_[output]; }

 private:
  void add(Bytes packet);
  void decode();

  DecodeOptions options_;
  std::vector<std::unique_ptr<TupleOutput::Piece>> pieces_;
  std::uint64_t most_ = 0;
  Counts counts_;
  // Packets that wait for the decoder, with what they came in.
  std::size_t size_ = 0;
  std::array<Bytes, kBatchSize> packets_;
  std::array<PayloadView, kBatchSize> payloads_;
  FiveTupleBatch tuples_;
};

}  // namespace nmsgxx::pipeline

#include "nmsgxx/five_tuple_output.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "container/payload_run.hpp"
#include "engine/parallel_writer.hpp"
#include "engine/text_buffer.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "nmsgxx/time.hpp"
#include "nmsgxx/tuple_text.hpp"
#include "packet/captured_messages.hpp"
#include "packet/ipconn_encoder.hpp"

namespace nmsgxx {
namespace {

template <class Each>
void for_each_valid(const FiveTupleBatch& tuples, Each each) {
  for (std::size_t word = 0; word < tuples.mask.size(); ++word) {
    for (std::uint64_t left = tuples.mask[word]; left != 0; left &= left - 1) {
      each(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
}

using AppendText = void (*)(const PayloadView&, const FiveTupleBatch&, std::size_t, std::string&);

AppendText appender(TupleFormat format) noexcept {
  switch (format) {
    case TupleFormat::json: return append_tuple_json;
    case TupleFormat::csv: return append_tuple_csv;
    case TupleFormat::text: break;
  }
  return append_tuple_text;
}

class TupleTextWriter final : public TupleWriter {
 public:
  TupleTextWriter(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered)
      : buffer_(std::move(sink), unbuffered), append_(appender(format)), header_(format == TupleFormat::csv) {}

  std::unique_ptr<TupleWriter::Piece> make_piece() override { return std::make_unique<Piece>(*this); }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> finish() override {
    return write({}).and_then([this] { return buffer_.close(); });
  }
  std::uint64_t unwritten() const override { return buffer_.unwritten(); }

 private:
  class Piece final : public TupleWriter::Piece {
   public:
    explicit Piece(TupleTextWriter& writer) : writer_(writer) {}

    void clear() override { text_.clear(); }
    void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) override {
      for_each_valid(tuples, [&](std::size_t i) { writer_.append_(payloads[i], tuples, i, text_); });
    }
    Result<void> write() override { return writer_.write(text_); }

   private:
    TupleTextWriter& writer_;
    std::string text_;
  };

  Result<void> write(std::string_view text) {
    if (std::exchange(header_, false)) static_cast<void>(buffer_.write(kTupleCsvHeader));
    return buffer_.write(text);
  }

  engine::TextBuffer buffer_;
  AppendText append_;
  bool header_;  // is still to be written
};

class IpconnWriter final : public TupleWriter {
 public:
  IpconnWriter(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now)
      : writer_(options, std::move(sink)), now_(now) {}

  std::unique_ptr<TupleWriter::Piece> make_piece() override { return std::make_unique<Piece>(*this); }
  Result<void> idle() override { return writer_.idle(); }
  Result<void> tick() override { return writer_.tick(); }
  Result<void> finish() override { return writer_.finish(); }
  std::uint64_t unwritten() const override { return writer_.unwritten(); }

 private:
  class Piece final : public TupleWriter::Piece {
   public:
    explicit Piece(IpconnWriter& writer) : writer_(writer) {}

    void clear() override { run_.clear(); }
    void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) override {
      if (writer_.now_) payloads = at_once(payloads);
      const packet::PortVarints ports(tuples);
      run_.add_small(kBaseIpconn, payloads, [&](const auto& add) {
        for_each_valid(
            tuples, [&](std::size_t i) { add(i, [&](std::byte* at) { return packet::write_ipconn(tuples, ports, i, at); }); });
      });
    }
    Result<void> write() override { return writer_.writer_.add(run_); }

   private:
    // The same payloads with the clock's time.
    std::span<const PayloadView> at_once(std::span<const PayloadView> payloads) {
      const Time now = Time::now();
      changed_.assign(payloads.begin(), payloads.end());
      for (PayloadView& payload : changed_) {
        payload.time_sec = now.seconds;
        payload.time_nsec = now.nanoseconds;
      }
      return changed_;
    }

    IpconnWriter& writer_;
    container::PayloadRun run_;
    std::vector<PayloadView> changed_;
  };

  engine::ParallelWriter writer_;
  bool now_;
};

class FiveTupleOutput final : public Output {
 public:
  FiveTupleOutput(std::string name, const DecodeOptions& options, std::vector<std::unique_ptr<TupleWriter>> writers,
                  FiveTupleStats& stats)
      : Output(std::move(name)), options_(options), writers_(std::move(writers)), stats_(stats) {}

  std::unique_ptr<Output::Piece> make_piece() override { return std::make_unique<Piece>(*this); }
  Result<void> idle() override { return each(&TupleWriter::idle); }
  Result<void> tick() override { return each(&TupleWriter::tick); }
  Result<void> finish() override { return each(&TupleWriter::finish); }
  std::uint64_t unwritten() const override {
    std::uint64_t all = 0;
    for (const auto& writer : writers_) all += writer->unwritten();
    return all;
  }
  std::optional<MessageType> counted() const noexcept override { return kBasePacket; }

 private:
  /// Finds the packets of payloads, decodes them, and gives the five-tuples to a piece of each writer.
  class Piece final : public Output::Piece {
   public:
    explicit Piece(FiveTupleOutput& output) : output_(output) {
      for (const auto& writer : output.writers_) pieces_.push_back(writer->make_piece());
    }

    void clear() override {
      counts_ = {};
      for (const auto& piece : pieces_) piece->clear();
    }
    void add(const Payloads& payloads) override {
      const auto views = payloads.views;
      if (!payloads.packets.empty()) return add_packets(payloads);
      // The first look at them, while CRCs were computed, was long ago: the processor's nearest caches have seen others since.
      constexpr std::size_t kAhead = 8;
      counts_.packets += views.size();
      add_each(views, [&](std::size_t i) {
        if (i + kAhead < views.size()) __builtin_prefetch(views[i + kAhead].bytes.data());
        return packet_in(views[i]);
      });
    }
    Result<void> write() override {
      output_.stats_.packets.add(counts_.packets);
      output_.stats_.tuples.add(counts_.tuples);
      output_.stats_.other.add(counts_.other);
      output_.stats_.undecodable.add(counts_.undecodable);
      Result<void> written;
      for (auto piece = pieces_.begin(); written && piece != pieces_.end(); ++piece) written = (*piece)->write();
      return written;
    }

   private:
    struct Counts {
      std::uint64_t packets = 0;
      std::uint64_t tuples = 0;
      std::uint64_t other = 0;
      std::uint64_t undecodable = 0;
    };

    // Most frames have a packet: then these are decoded from where they are.
    void add_packets(const Payloads& payloads) {
      const auto is_missing = [](const Bytes& packet) { return packet.data() == nullptr; };
      const auto missing = static_cast<std::uint64_t>(std::ranges::count_if(payloads.packets, is_missing));
      counts_.other += missing;
      counts_.packets += payloads.size() - missing;
      if (missing > 0) {
        return add_each(payloads.views, [&](std::size_t i) {
          return is_missing(payloads.packets[i]) ? std::nullopt : std::optional(payloads.packets[i]);
        });
      }
      for (std::size_t from = 0; from < payloads.size(); from += kBatchSize) {
        const Payloads some = payloads.part(from, std::min(kBatchSize, payloads.size() - from));
        decode(some.packets, some.views);
      }
    }
    std::optional<Bytes> packet_in(const PayloadView& payload) noexcept {
      if (payload.type != kBasePacket) [[unlikely]] {
        ++counts_.other;
        --counts_.packets;
        return std::nullopt;
      }
      auto packet = packet::canonical_packet(payload.bytes);
      if (!packet) [[unlikely]] {
        packet = packet_of_message(payload.bytes);
        if (!packet) ++counts_.undecodable;
      }
      return packet;
    }
    template <class PacketOf>
    void add_each(std::span<const PayloadView> payloads, PacketOf packet_of);
    void decode_found(std::span<const PayloadView> payloads, std::size_t size, bool gathered);
    void decode(std::span<const Bytes> packets, std::span<const PayloadView> payloads);

    FiveTupleOutput& output_;
    std::vector<std::unique_ptr<TupleWriter::Piece>> pieces_;
    Counts counts_;
    std::array<Bytes, kBatchSize> packets_;
    std::array<PayloadView, kBatchSize> gathered_;  // payloads of packets that do not stand together
    FiveTupleBatch tuples_;
  };

  Result<void> each(Result<void> (TupleWriter::*call)()) {
    Result<void> result;
    for (const auto& writer : writers_) {
      if (auto called = (*writer.*call)(); !called && result) result = std::move(called);
    }
    return result;
  }

  DecodeOptions options_;
  std::vector<std::unique_ptr<TupleWriter>> writers_;
  FiveTupleStats& stats_;
};

/// @param packet_of  returns the packet of a payload, given its place, if there is one
template <class PacketOf>
void FiveTupleOutput::Piece::add_each(std::span<const PayloadView> payloads, PacketOf packet_of) {
  std::size_t size = 0;   // packets that wait for the decoder
  bool gathered = false;  // their payloads are in gathered_
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    const auto packet = packet_of(i);
    if (!packet) [[unlikely]] {
      if (!gathered) std::ranges::copy(payloads.subspan(i - size, size), gathered_.begin());
      gathered = true;
      continue;
    }
    if (gathered) [[unlikely]]
      gathered_[size] = payloads[i];
    packets_[size++] = *packet;
    if (size == kBatchSize) {
      decode_found(payloads.first(i + 1), size, gathered);
      size = 0;
      gathered = false;
    }
  }
  decode_found(payloads, size, gathered);
}

/// @param payloads  the last ones have the packets that were found, unless these were gathered
void FiveTupleOutput::Piece::decode_found(std::span<const PayloadView> payloads, std::size_t size, bool gathered) {
  decode(std::span(packets_).first(size), gathered ? std::span<const PayloadView>(gathered_).first(size) : payloads.last(size));
}

void FiveTupleOutput::Piece::decode(std::span<const Bytes> packets, std::span<const PayloadView> payloads) {
  decode_five_tuples(packets, output_.options_, tuples_);
  for (const auto& piece : pieces_) piece->add(payloads, tuples_);
  for (const std::uint64_t word : tuples_.mask) counts_.tuples += static_cast<std::uint64_t>(std::popcount(word));
}

}  // namespace

std::unique_ptr<TupleWriter> make_tuple_text_writer(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered) {
  return std::make_unique<TupleTextWriter>(format, std::move(sink), unbuffered);
}

std::unique_ptr<TupleWriter> make_ipconn_writer(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now) {
  return std::make_unique<IpconnWriter>(options, std::move(sink), now);
}

std::unique_ptr<Output> make_five_tuple_output(std::string name, const DecodeOptions& options,
                                               std::vector<std::unique_ptr<TupleWriter>> writers, FiveTupleStats& stats) {
  return std::make_unique<FiveTupleOutput>(std::move(name), options, std::move(writers), stats);
}

}  // namespace nmsgxx

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/engine.hpp"
#include "nmsgxx/header.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/packet_source.hpp"
#include "nmsgxx/sink.hpp"
#include "nmsgxx/wakeup.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::test {

/// Keeps what it is given; refuses when told to.
class MemorySink final : public Sink {
 public:
  explicit MemorySink(std::vector<std::vector<std::byte>>& writes, bool refuse = false) : writes_(writes), refuse_(refuse) {}

  Result<void> write(Bytes bytes) override {
    if (refuse_) return fail(Errc::system, 0, "no room");
    writes_.emplace_back(bytes.begin(), bytes.end());
    return {};
  }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  std::vector<std::vector<std::byte>>& writes_;
  bool refuse_;
  SinkStats stats_;
};

/// One payload of a container to be made.
struct Item {
  MessageType type;
  std::vector<std::byte> bytes;
  Attribution ids{};
};

/// The body of a container of these payloads.
inline std::vector<std::byte> container_of(const std::vector<Item>& items) {
  std::vector<std::vector<std::byte>> writes;
  MemorySink sink(writes);
  ContainerWriter writer({}, sink);
  for (const Item& item : items) {
    PayloadView payload{.time_sec = 1700000000, .type = item.type};
    payload.bytes = item.bytes;
    payload.has_bytes = true;
    payload.has_source = item.ids.source_id.has_value();
    payload.source = item.ids.source_id.value_or(0);
    payload.has_operator = item.ids.operator_id.has_value();
    payload.operator_ = item.ids.operator_id.value_or(0);
    payload.has_group = item.ids.group_id.has_value();
    payload.group = item.ids.group_id.value_or(0);
    if (!writer.add(payload)) throw std::runtime_error("not written");
  }
  if (!writer.flush() || writes.size() != 1) throw std::runtime_error("not one container");
  return {writes[0].begin() + kHeaderSize, writes[0].end()};
}

using Bodies = std::vector<std::vector<std::byte>>;

/// Gives the bodies it was made with, one at a time, then ends, or waits for the wake-up if there is one.
class MemorySource final : public ContainerSource {
 public:
  explicit MemorySource(Bodies bodies, const Wakeup* idle_until = nullptr, std::optional<Error> error = {})
      : ContainerSource(Transport::stream, {}, [](const Error&) {}),
        bodies_(std::move(bodies)),
        idle_until_(idle_until),
        error_(std::move(error)) {}

  /// Containers that could not be read.
  std::size_t refused() const noexcept { return stats().skipped_containers.value(); }

 private:
  Result<SourceState> read(ContainerBatch& out) override {
    out.begin<Nothing>();
    if (next_ < bodies_.size()) {
      const Bytes body = bodies_[next_++];
      out.add({.header = {.length = static_cast<std::uint32_t>(body.size())}, .body = body, .offset = offset_});
      offset_ = out.containers()[0].end();
      return SourceState::ready;
    }
    if (error_) return tl::unexpected(*error_);
    if (idle_until_ == nullptr) return SourceState::end;
    while (wait_readable(-1, *idle_until_) != Wait::woken) {
    }
    return SourceState::woken;
  }

  struct Nothing final : ContainerBatch::Storage {};

  Bodies bodies_;
  const Wakeup* idle_until_;
  std::optional<Error> error_;
  std::size_t next_ = 0;
  std::uint64_t offset_ = 0;
};

class MemoryPacketSource final : public PacketSource {
 public:
  MemoryPacketSource(std::vector<Frame> frames, LinkType link) : frames_(std::move(frames)), link_(link) {}

  Result<SourceState> next(std::span<const Frame>& out) override {
    if (std::exchange(done_, true)) return SourceState::end;
    out = frames_;
    return SourceState::ready;
  }
  LinkType link() const noexcept override { return link_; }
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  std::vector<Frame> frames_;
  LinkType link_;
  bool done_ = false;
  SourceStats stats_;
};

/// An output that takes payloads one by one.
class EachOutput : public Output {
 public:
  EachOutput() : Output("memory") {}

  std::unique_ptr<Output::Piece> make_piece() override { return std::make_unique<Piece>(*this); }
  Result<void> finish() override { return {}; }
  std::uint64_t unwritten() const override { return unwritten_; }

 private:
  class Piece final : public Output::Piece {
   public:
    explicit Piece(EachOutput& output) : output_(output) {}
    void clear() override { payloads_.clear(); }
    void add(const Payloads& payloads) override {
      payloads_.insert(payloads_.end(), payloads.views.begin(), payloads.views.end());
    }
    Result<void> write() override {
      Result<void> written;
      for (const PayloadView& payload : payloads_) {
        if (written) written = output_.take(payload);
        if (!written) ++output_.unwritten_;
      }
      return written;
    }

   private:
    EachOutput& output_;
    std::vector<PayloadView> payloads_;
  };

  virtual Result<void> take(const PayloadView& payload) = 0;

  std::uint64_t unwritten_ = 0;
};

/// Gives payloads to an output one by one, as an engine with one thread does.
class Feeder {
 public:
  explicit Feeder(Output& output) : piece_(output.make_piece()) {}
  Result<void> write(const PayloadView& payload) { return write(std::span(&payload, 1)); }
  Result<void> write(std::span<const PayloadView> payloads) {
    piece_->clear();
    piece_->add({payloads});
    return piece_->write();
  }

 private:
  std::unique_ptr<Output::Piece> piece_;
};

inline std::string text_of(Bytes message) {
  return {reinterpret_cast<const char*>(message.data()), message.size()};
}

/// Keeps the messages of the payloads that it is given, and notes when it is rotated.
class MemoryOutput final : public EachOutput {
 public:
  /// @param set_once_rotated  may be null
  explicit MemoryOutput(std::vector<std::string>& messages, std::optional<std::size_t> fails_at = {},
                        Wakeup* set_once_rotated = nullptr)
      : messages_(messages), fails_at_(fails_at), set_once_rotated_(set_once_rotated) {}

  Result<void> rotate() override {
    messages_.emplace_back("rotated");
    if (set_once_rotated_ != nullptr) set_once_rotated_->set();
    return {};
  }

 private:
  Result<void> take(const PayloadView& payload) override {
    if (fails_at_ && messages_.size() == *fails_at_) return fail(Errc::system, 0, "no room");
    messages_.push_back(text_of(payload.bytes));
    return {};
  }

  std::vector<std::string>& messages_;
  std::optional<std::size_t> fails_at_;
  Wakeup* set_once_rotated_;
};

/// Keeps messages with their source, operator and group.
class AttributionOutput final : public EachOutput {
 public:
  explicit AttributionOutput(std::vector<std::string>& messages) : messages_(messages) {}

 private:
  Result<void> take(const PayloadView& payload) override {
    messages_.push_back(fmt::format("{} {}/{}/{}", text_of(payload.bytes), payload.source, payload.operator_, payload.group));
    return {};
  }

  std::vector<std::string>& messages_;
};

}  // namespace nmsgxx::test

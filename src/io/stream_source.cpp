#include "nmsgxx/stream_source.hpp"

#include <string>
#include <utility>

#include "container/header_layout.hpp"
#include "container/stream_framer.hpp"
#include "io/descriptor.hpp"
#include "io/source_stats.hpp"
#include "io/stream_buffer.hpp"

namespace nmsgxx {
namespace {

using container::Reassembler;
using container::StreamFramer;

// A batch is returned when it has this many bytes: enough that handing it to another thread costs little.
constexpr std::size_t kBatch = 256 << 10;

// And when its containers would inflate to so much: the text of a batch is to fit into one piece (text_output.cpp).
constexpr std::size_t kBatchInflated = 512 << 10;

// It is also returned when it has this many refusals, each of which takes some memory.
constexpr std::size_t kRefusals = 1024;

class StreamSource final : public ContainerSource {
 public:
  StreamSource(std::unique_ptr<io::StreamBuffer> buffer, std::optional<std::uint64_t> total, const DecodeLimits& limits,
               const Wakeup& wakeup, Report report)
      : ContainerSource(Transport::stream, limits, std::move(report)),
        buffer_(std::move(buffer)),
        framer_(limits),
        wakeup_(wakeup),
        total_(total) {}

  std::optional<std::uint64_t> total_octets() const noexcept override { return total_; }

 private:
  Result<SourceState> read(ContainerBatch& out) override;
  Result<SourceState> fill(ContainerBatch& out, io::StreamStorage& storage);
  void take(const StreamFramer::Found& found, ContainerBatch& out, io::StreamStorage& storage);
  void refuse(Refusal refusal, ContainerBatch& out, io::StreamStorage& storage);
  void refuse_lost_fragments(Reassembler::Clock::time_point now, ContainerBatch& out, io::StreamStorage& storage);

  std::unique_ptr<io::StreamBuffer> buffer_;
  StreamFramer framer_;
  bool after_broken_ = false;  // the last thing found was damage, which may continue
  const Wakeup& wakeup_;
  std::optional<std::uint64_t> total_;
  std::optional<Error> failure_;  // found after containers that are returned first
};

Result<SourceState> StreamSource::read(ContainerBatch& out) {
  auto& storage = out.begin<io::StreamStorage>();
  storage.joined.clear();
  storage.refusals.clear();
  buffer_->attach(storage);
  auto state = failure_ ? tl::unexpected(*failure_) : fill(out, storage);
  buffer_->detach();
  stats_.octets.set(buffer_->offset());
  if (!state) failure_ = state.error();
  return out.empty() ? state : SourceState::ready;
}

// Nothing is read once the batch has a container, because the bytes that it points into must stay where they are.
Result<SourceState> StreamSource::fill(ContainerBatch& out, io::StreamStorage& storage) {
  const std::uint64_t begin = buffer_->offset();
  std::size_t inflated = 0;
  while (!wakeup_.is_set() && buffer_->offset() - begin < kBatch && inflated < kBatchInflated) {
    const auto found = framer_.next(
        {.bytes = buffer_->unread(), .offset = buffer_->offset(), .at_end = buffer_->at_end(), .may_wait = out.empty()});
    if (found.kind == StreamFramer::Found::Kind::need_more) {
      if (!out.empty()) return SourceState::ready;
      const auto read = buffer_->fill(found.bytes);
      if (!read) return tl::unexpected(read.error());
      if (!*read) return SourceState::woken;
    } else if (found.kind == StreamFramer::Found::Kind::end) {
      refuse_lost_fragments(Reassembler::Clock::time_point::max(), out, storage);
      if (!out.empty()) return SourceState::ready;
      return buffer_->verify_end().map([] { return SourceState::end; });
    } else {
      if (found.kind == StreamFramer::Found::Kind::container) inflated += BodyDecoder::size(found.header, found.body);
      take(found, out, storage);
      if (found.kind == StreamFramer::Found::Kind::skip && storage.refusals.size() >= kRefusals) break;
    }
  }
  return wakeup_.is_set() ? SourceState::woken : SourceState::ready;
}

void StreamSource::take(const StreamFramer::Found& found, ContainerBatch& out, io::StreamStorage& storage) {
  using Kind = StreamFramer::Found::Kind;
  if (found.kind == Kind::skip) {
    Error error = framer_.take_error();
    // At the end of a pipe, what could have begun a header turns out to be none.
    const bool is_header =
        error.code != Errc::bad_magic && !(error.code == Errc::cut_end && found.bytes <= container::kVersionOffset);
    const bool continues = after_broken_ && !is_header;
    refuse({.error = std::move(error), .octets = found.bytes, .continues = continues}, out, storage);
  } else if (found.kind == Kind::container) {
    if (found.header.fragment()) storage.joined.push_back(framer_.take_joined());
    out.add({.header = found.header, .body = found.body, .offset = buffer_->offset()});
  }
  after_broken_ = found.kind == Kind::skip;
  buffer_->take(found.bytes);
  if (found.kind == Kind::fragment || found.header.fragment()) {
    stats_.fragments.add();
    refuse_lost_fragments(Reassembler::Clock::now(), out, storage);
  }
}

void StreamSource::refuse(Refusal refusal, ContainerBatch& out, io::StreamStorage& storage) {
  out.add({.offset = buffer_->offset(), .refused = &storage.refusals.emplace_back(std::move(refusal))});
}

void StreamSource::refuse_lost_fragments(Reassembler::Clock::time_point now, ContainerBatch& out, io::StreamStorage& storage) {
  const auto given_up = framer_.expire(now);
  const std::size_t sets = given_up.sets();
  if (sets == 0) return;
  io::count_crowded_out(given_up, stats_.bounds);
  refuse({.error = {Errc::lost_fragment, 0, std::to_string(sets) + (sets == 1 ? " message" : " messages")}, .messages = sets},
         out, storage);
}

}  // namespace

std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const StreamOptions& options,
                                                    const Wakeup& wakeup, Report report) {
  Descriptor owned(descriptor);
  const auto total = io::regular_file_size(descriptor);
  auto buffer = total ? io::make_file_buffer(std::move(owned), head.size(), options.map)
                      : io::make_pipe_buffer(std::move(owned), std::move(head), wakeup);
  return std::make_unique<StreamSource>(std::move(buffer), total, options.limits, wakeup, std::move(report));
}

}  // namespace nmsgxx

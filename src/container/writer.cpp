#include "nmsgxx/writer.hpp"

#include <algorithm>
#include <optional>
#include <random>

#include "container/fields.hpp"
#include "container/grow_buffer.hpp"
#include "container/payload_encoder.hpp"
#include "nmsgxx/header.hpp"
#include "wire/crc32c.hpp"
#include "wire/cursor.hpp"
#include "wire/fixed.hpp"
#include "wire/varint.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx {
namespace {

using container::GrowBuffer;
using wire::varint_size;
using wire::write_varint;

constexpr std::size_t kSizePrefix = 4;

// libnmsg's estimates (docs/wire-format.md, "Filling a container").
constexpr std::size_t kCrcEstimate = 6;
constexpr std::size_t kSequenceEstimate = 18;
constexpr std::size_t kFullMargin = 32;
// What a fragment's frame can take besides its piece.
constexpr std::size_t kFragmentOverhead = 32;

std::byte* write_uint(std::byte* out, std::uint32_t number, std::uint64_t value) noexcept {
  return write_varint(write_varint(out, number << 3), value);
}

std::byte* write_bytes_key(std::byte* out, std::uint32_t number, std::size_t size) noexcept {
  return write_varint(write_varint(out, number << 3 | static_cast<std::uint32_t>(wire::WireType::bytes)), size);
}

constexpr std::uint64_t stored_form(std::uint32_t crc) noexcept {
  return wire::swap_octets(crc);
}

std::uint32_t random32() {
  static thread_local std::random_device device;
  return device();
}

}  // namespace

class ContainerWriter::State {
 public:
  State(const WriterOptions& options, Sink& sink)
      : options_(options), sink_(sink), sequence_id_(std::uint64_t{random32()} << 32 | random32()) {
    options_.limit = std::clamp(options_.limit, kLimitMin, kLimitMax);
    clear();
  }

  Result<void> add(const PayloadView& payload);
  Result<void> flush();
  bool empty() const noexcept { return crcs_.size() == 0; }

  WriterStats stats;

 private:
  void clear() {
    container_.resize(kHeaderSize);
    crcs_.resize(0);
    estimate_ = kHeaderSize;
  }
  void append(const PayloadView& payload, std::size_t size);
  std::size_t piece_size() const noexcept { return options_.limit - kFragmentOverhead; }
  Result<void> write(bool in_fragments);
  GrowBuffer& finish();
  void deflate();
  Result<void> write_framed(GrowBuffer& container, std::uint8_t flags);
  Result<void> write_cut(GrowBuffer& container);
  Result<void> write_fragment(Bytes piece, std::uint32_t id, std::size_t current, std::size_t last, std::uint32_t crc);

  WriterOptions options_;
  Sink& sink_;
  std::uint64_t sequence_id_;
  std::uint32_t sequence_ = 0;
  GrowBuffer container_;  // room for the header, then the body
  GrowBuffer crcs_;       // encoded, to go behind the payloads
  std::size_t estimate_ = 0;
  std::optional<wire::Deflater> deflater_;
  GrowBuffer deflated_;  // room for the header, the inflated size, the stream
  GrowBuffer fragment_;
};

Result<void> ContainerWriter::State::add(const PayloadView& payload) {
  const std::size_t size = container::encoded_size(payload);
  if (!empty() && estimate_ + size + kFullMargin >= options_.limit) {
    if (auto written = flush(); !written) return written;
  }
  append(payload, size);
  stats.payloads.add();
  const bool too_large = estimate_ + (options_.sequence ? kSequenceEstimate : 0) > options_.limit;
  return too_large || options_.unbuffered ? write(too_large) : Result<void>{};
}

void ContainerWriter::State::append(const PayloadView& payload, std::size_t size) {
  const std::size_t framed = 1 + varint_size(size) + size;
  std::byte* out = write_bytes_key(container_.room(framed), container::nmsg_field::kPayloads, size);
  container_.commit(container::encode_payload(payload, out));
  crcs_.commit(write_uint(crcs_.room(1 + wire::kVarint32Max), container::nmsg_field::kPayloadCrcs,
                          stored_form(wire::crc32c(payload.bytes))));
  estimate_ += framed + kCrcEstimate;
}

Result<void> ContainerWriter::State::flush() {
  return empty() ? Result<void>{} : write(false);
}

Result<void> ContainerWriter::State::write(bool in_fragments) {
  GrowBuffer& container = finish();
  const std::size_t body = container.size() - kHeaderSize;
  // Compression may have brought it down to one piece: an ordinary container then.  What cannot be compressed grows, perhaps
  // above the limit.
  const bool cut = (in_fragments && body > piece_size()) || container.size() > options_.limit;
  auto written = cut ? write_cut(container) : write_framed(container, 0);
  if (written) stats.containers.add();
  clear();
  return written;
}

// The body in its final form, behind room for a header.
GrowBuffer& ContainerWriter::State::finish() {
  container_.append(crcs_.bytes());
  if (options_.sequence) {
    std::byte* out = container_.room(2 + wire::kVarint32Max + wire::kVarintMax);
    out = write_uint(out, container::nmsg_field::kSequence, sequence_++);
    container_.commit(write_uint(out, container::nmsg_field::kSequenceId, sequence_id_));
  }
  if (!options_.zlib) return container_;
  deflate();
  return deflated_;
}

void ContainerWriter::State::deflate() {
  if (!deflater_) deflater_.emplace();
  const Bytes body = container_.bytes().subspan(kHeaderSize);
  const std::size_t bound = deflater_->bound(body.size());
  deflated_.resize(0);
  deflated_.resize(kHeaderSize + kSizePrefix + bound);
  std::byte* prefix = deflated_.data() + kHeaderSize;
  wire::store_big(prefix, static_cast<std::uint32_t>(body.size()));
  const std::size_t size = deflater_->deflate(body, {prefix + kSizePrefix, bound});
  deflated_.resize(kHeaderSize + kSizePrefix + size);
}

// Fills in the header and writes.
Result<void> ContainerWriter::State::write_framed(GrowBuffer& container, std::uint8_t flags) {
  if (options_.zlib) flags |= kFlagZlib;
  const Header header{.flags = flags, .length = static_cast<std::uint32_t>(container.size() - kHeaderSize)};
  write_header(header, std::span<std::byte, kHeaderSize>(container.data(), kHeaderSize));
  return sink_.write(container.bytes());
}

Result<void> ContainerWriter::State::write_cut(GrowBuffer& container) {
  const Bytes body = container.bytes().subspan(kHeaderSize);
  const std::size_t last = (body.size() - 1) / piece_size();
  const std::uint32_t id = random32();
  const std::uint32_t crc = wire::crc32c(body);
  for (std::size_t current = 0; current <= last; ++current) {
    const std::size_t from = current * piece_size();
    const Bytes piece = body.subspan(from, std::min(piece_size(), body.size() - from));
    if (auto written = write_fragment(piece, id, current, last, crc); !written) return written;
  }
  return {};
}

Result<void> ContainerWriter::State::write_fragment(Bytes piece, std::uint32_t id, std::size_t current, std::size_t last,
                                                    std::uint32_t crc) {
  namespace field = container::fragment_field;
  constexpr std::size_t kMost = kHeaderSize + 5 * (1 + wire::kVarint32Max);
  fragment_.resize(0);
  std::byte* out = fragment_.room(kMost + piece.size()) + kHeaderSize;
  out = write_uint(out, field::kId, id);
  out = write_uint(out, field::kCurrent, current);
  out = write_uint(out, field::kLast, last);
  out = write_bytes_key(out, field::kFragment, piece.size());
  out = std::copy(piece.begin(), piece.end(), out);
  fragment_.commit(write_uint(out, field::kCrc, stored_form(crc)));
  return write_framed(fragment_, kFlagFragment);
}

ContainerWriter::ContainerWriter(const WriterOptions& options, Sink& sink) : state_(std::make_unique<State>(options, sink)) {}
ContainerWriter::~ContainerWriter() = default;
ContainerWriter::ContainerWriter(ContainerWriter&&) noexcept = default;
ContainerWriter& ContainerWriter::operator=(ContainerWriter&&) noexcept = default;

Result<void> ContainerWriter::add(const PayloadView& payload) {
  return state_->add(payload);
}
Result<void> ContainerWriter::flush() {
  return state_->flush();
}
bool ContainerWriter::empty() const noexcept {
  return state_->empty();
}
const WriterStats& ContainerWriter::stats() const noexcept {
  return state_->stats;
}

}  // namespace nmsgxx

#include "container/emitter.hpp"

#include <algorithm>

#include "container/fields.hpp"
#include "nmsgxx/header.hpp"
#include "wire/crc32c.hpp"
#include "wire/cursor.hpp"
#include "base/endian.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {
namespace {

using wire::write_varint;

constexpr std::size_t kSizePrefix = 4;

// What a fragment's frame can take besides its piece.
constexpr std::size_t kFragmentOverhead = 32;

std::byte* write_uint(std::byte* out, std::uint32_t number, std::uint64_t value) noexcept {
  return write_varint(write_varint(out, number << 3), value);
}

std::byte* write_bytes_key(std::byte* out, std::uint32_t number, std::size_t size) noexcept {
  return write_varint(write_varint(out, number << 3 | static_cast<std::uint32_t>(wire::WireType::bytes)), size);
}

}  // namespace

Emitter::Emitter(const WriterOptions& options) : options_(options) {
  options_.limit = std::clamp(options_.limit, kLimitMin, kLimitMax);
  if (options_.zlib) deflater_.emplace();
}

void Emitter::prepare(Filled& filled, bool fast) {
  if (!deflater_) return;
  if (fast && !fast_deflater_) fast_deflater_.emplace(wire::Deflater::kFastLevel);
  wire::Deflater& deflater = fast ? *fast_deflater_ : *deflater_;
  const Bytes body = filled.octets.bytes().subspan(kHeaderSize);
  const std::size_t bound = deflater.bound(body.size());
  deflated_.resize(0);
  deflated_.resize(kHeaderSize + kSizePrefix + bound);
  std::byte* prefix = deflated_.data() + kHeaderSize;
  base::store_big(prefix, static_cast<std::uint32_t>(body.size()));
  const std::size_t size = deflater.deflate(body, {prefix + kSizePrefix, bound});
  deflated_.resize(kHeaderSize + kSizePrefix + size);
}

std::size_t Emitter::piece_size() const noexcept {
  return options_.limit - kFragmentOverhead;
}

Result<void> Emitter::write(Filled& filled, Sink& sink) {
  GrowBuffer& container = deflater_ ? deflated_ : filled.octets;
  const std::size_t body = container.size() - kHeaderSize;
  // Compression may have brought it down to one piece: an ordinary container then.  What cannot be compressed grows, perhaps
  // above the limit.
  const bool cut = (filled.too_large && body > piece_size()) || container.size() > options_.limit;
  auto written = cut ? write_cut(container, sink) : write_framed(container, 0, sink);
  filled.octets.shrink();
  deflated_.shrink();
  return written;
}

// Fills in the header and writes.
Result<void> Emitter::write_framed(GrowBuffer& container, std::uint8_t flags, Sink& sink) {
  if (options_.zlib) flags |= kFlagZlib;
  const Header header{.flags = flags, .length = static_cast<std::uint32_t>(container.size() - kHeaderSize)};
  write_header(header, std::span<std::byte, kHeaderSize>(container.data(), kHeaderSize));
  return sink.write(container.bytes());
}

Result<void> Emitter::write_cut(GrowBuffer& container, Sink& sink) {
  const Bytes body = container.bytes().subspan(kHeaderSize);
  const std::size_t last = (body.size() - 1) / piece_size();
  if (!random_) random_.emplace();
  const std::uint32_t id = (*random_)();
  const std::uint32_t crc = wire::crc32c(body);
  for (std::size_t current = 0; current <= last; ++current) {
    const std::size_t from = current * piece_size();
    const Bytes piece = body.subspan(from, std::min(piece_size(), body.size() - from));
    if (auto written = write_fragment(piece, id, current, last, crc, sink); !written) return written;
  }
  return {};
}

Result<void> Emitter::write_fragment(Bytes piece, std::uint32_t id, std::size_t current, std::size_t last, std::uint32_t crc,
                                    Sink& sink) {
  namespace field = fragment_field;
  constexpr std::size_t kMost = kHeaderSize + 5 * (1 + wire::kVarint32Max);
  fragment_.resize(0);
  std::byte* out = fragment_.room(kMost + piece.size()) + kHeaderSize;
  out = write_uint(out, field::kId, id);
  out = write_uint(out, field::kCurrent, current);
  out = write_uint(out, field::kLast, last);
  out = write_bytes_key(out, field::kFragment, piece.size());
  out = std::copy(piece.begin(), piece.end(), out);
  fragment_.commit(write_uint(out, field::kCrc, base::swap_bytes(crc)));
  return write_framed(fragment_, kFlagFragment, sink);
}

}  // namespace nmsgxx::container

#include "container/emitter.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "nmsgxx/header.hpp"
#include "wire/crc32c.hpp"

namespace nmsgxx::container {
namespace {

constexpr std::size_t kSizePrefix = 4;

// Reserved in a fragment's container for everything except its piece.
constexpr std::size_t kFragmentOverhead = 32;

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
  // A container that compression made small enough for one piece is written whole.  Data that cannot be compressed grows,
  // perhaps beyond the limit.
  const bool fragmented = (filled.too_large && body > piece_size()) || container.size() > options_.limit;
  auto written = fragmented ? write_fragments(container, sink) : write_with_header(container, 0, sink);
  filled.octets.shrink();
  deflated_.shrink();
  return written;
}

Result<void> Emitter::write_with_header(GrowBuffer& container, std::uint8_t flags, Sink& sink) {
  if (options_.zlib) flags |= kFlagZlib;
  const Header header{.flags = flags, .length = static_cast<std::uint32_t>(container.size() - kHeaderSize)};
  write_header(header, std::span<std::byte, kHeaderSize>(container.data(), kHeaderSize));
  return sink.write(container.bytes());
}

Result<void> Emitter::write_fragments(const GrowBuffer& container, Sink& sink) {
  const Bytes body = container.bytes().subspan(kHeaderSize);
  if (!random_) random_.emplace();
  FragmentView fragment{.id = (*random_)(),
                        .last = static_cast<std::uint32_t>((body.size() - 1) / piece_size()),
                        .crc = wire::crc32c(body),
                        .has_crc = true};
  for (; fragment.current <= fragment.last; ++fragment.current) {
    const std::size_t from = fragment.current * piece_size();
    fragment.piece = body.subspan(from, std::min(piece_size(), body.size() - from));
    fragment_.resize(0);
    std::byte* const out = fragment_.room(kHeaderSize + fragment.piece.size() + kFragmentFieldsMax);
    fragment_.commit(encode_fragment(fragment, out + kHeaderSize));
    if (auto written = write_with_header(fragment_, kFlagFragment, sink); !written) return written;
  }
  return {};
}

}  // namespace nmsgxx::container

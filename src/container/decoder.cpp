#include "nmsgxx/decoder.hpp"

#include <string>

#include "container/reassembler.hpp"
#include "wire/fixed.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx {
namespace {

constexpr std::size_t kSizePrefix = 4;
// No deflate stream grows by more (RFC 1951: 258 octets from two bits), so a claim above it is a lie.
constexpr std::size_t kInflateMost = 1032;

/// Uninitialised room that grows.
class Scratch {
 public:
  std::span<std::byte> get(std::size_t size) {
    if (size > size_) {
      room_ = std::make_unique_for_overwrite<std::byte[]>(size);
      size_ = size;
    }
    return {room_.get(), size};
  }

 private:
  std::unique_ptr<std::byte[]> room_;
  std::size_t size_ = 0;
};

}  // namespace

struct BodyDecoder::State {
  Result<Bytes> inflate(Bytes body);

  DecodeLimits limits;
  wire::Inflater inflater{};
  Scratch inflated{};
};

Result<Bytes> BodyDecoder::State::inflate(Bytes body) {
  if (body.size() < kSizePrefix) return fail(Errc::bad_zlib, 0, "no room for its size");
  const std::size_t claimed = wire::load_big<std::uint32_t>(body.data());
  const Bytes stream = body.subspan(kSizePrefix);
  if (claimed > limits.inflated_octets) return fail(Errc::too_large, 0, std::to_string(claimed) + " octets");
  if (claimed > stream.size() * kInflateMost) return fail(Errc::bad_zlib, 0, "it claims more than a stream can hold");
  const std::span<std::byte> out = inflated.get(claimed);
  if (!inflater.inflate(stream, out)) return fail(Errc::bad_zlib);
  return Bytes(out);
}

BodyDecoder::BodyDecoder(const DecodeLimits& limits) : state_(new State{limits}) {}
BodyDecoder::~BodyDecoder() = default;
BodyDecoder::BodyDecoder(BodyDecoder&&) noexcept = default;
BodyDecoder& BodyDecoder::operator=(BodyDecoder&&) noexcept = default;

Result<Bytes> BodyDecoder::inflate(const Header& header, Bytes body) {
  return header.zlib() ? state_->inflate(body) : body;
}

Result<ContainerView> BodyDecoder::decode(const Header& header, Bytes body) {
  return inflate(header, body).and_then(ContainerView::parse);
}

struct ContainerDecoder::State {
  explicit State(const DecodeLimits& limits) : reassembler(limits), bodies(limits) {}

  container::Reassembler reassembler;
  BodyDecoder bodies;
};

ContainerDecoder::ContainerDecoder(const DecodeLimits& limits) : state_(std::make_unique<State>(limits)) {}
ContainerDecoder::~ContainerDecoder() = default;
ContainerDecoder::ContainerDecoder(ContainerDecoder&&) noexcept = default;
ContainerDecoder& ContainerDecoder::operator=(ContainerDecoder&&) noexcept = default;

Result<std::optional<ContainerView>> ContainerDecoder::decode(const Header& header, Bytes body, const Sender& sender,
                                                              Clock::time_point now) {
  if (header.fragment()) {
    const auto joined = state_->reassembler.add(body, header.flags, sender, now);
    if (!joined) return tl::unexpected(joined.error());
    if (!*joined) return std::optional<ContainerView>{};
    body = **joined;
  }
  return state_->bodies.decode(header, body).map([](const ContainerView& view) { return std::optional(view); });
}

std::size_t ContainerDecoder::expire_fragments(Clock::time_point now) {
  return state_->reassembler.expire(now);
}

std::size_t ContainerDecoder::pending_fragments() const noexcept {
  return state_->reassembler.pending();
}

}  // namespace nmsgxx

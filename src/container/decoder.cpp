#include "nmsgxx/decoder.hpp"

#include <algorithm>
#include <string>

#include "base/endian.hpp"
#include "container/inflate_budget.hpp"
#include "container/payload_limit.hpp"
#include "container/reassembler.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx {
namespace {

using container::InflateBudget;

constexpr std::size_t kSizePrefix = 4;
// No deflate stream grows by more (RFC 1951: 258 bytes from two bits).
constexpr std::size_t kInflateRatioMax = 1032;
constexpr std::size_t kLarge = 1 << 20;

std::size_t claimed_size(Bytes body) noexcept {
  return base::load_big<std::uint32_t>(body.data());
}

/// Memory for inflated bodies.  It is reused and grows, except that each large body gets its own.
class BodyMemory {
 public:
  std::span<std::byte> get(std::size_t size, std::size_t budget) {
    release();
    if (size > kLarge) {
      share_ = InflateBudget::take(size, budget);
      large_ = std::make_unique_for_overwrite<std::byte[]>(size);
      return {large_.get(), size};
    }
    if (size > size_) {
      small_ = std::make_unique_for_overwrite<std::byte[]>(size);
      size_ = size;
    }
    return {small_.get(), size};
  }
  void release() noexcept {
    large_.reset();
    share_ = {};
  }

 private:
  InflateBudget::Share share_;
  std::unique_ptr<std::byte[]> large_;
  std::unique_ptr<std::byte[]> small_;
  std::size_t size_ = 0;
};

}  // namespace

struct BodyDecoder::State {
  Result<Bytes> inflate(Bytes body);

  DecodeLimits limits;
  wire::Inflater inflater{};
  BodyMemory memory{};
  std::uint64_t work = 0;
};

Result<Bytes> BodyDecoder::State::inflate(Bytes body) {
  if (body.size() < kSizePrefix) return fail(Errc::bad_zlib, 0, "the inflated size is missing");
  const std::size_t claimed = claimed_size(body);
  const Bytes stream = body.subspan(kSizePrefix);
  if (claimed > limits.inflated_octets) return fail(Errc::too_large, 0, std::to_string(claimed) + " bytes");
  if (claimed > stream.size() * kInflateRatioMax)
    return fail(Errc::bad_zlib, 0, "the inflated size is more than the stream can give");
  if (claimed > kInflatedAtAnyRatio && claimed / std::max<std::size_t>(limits.inflated_ratio, 1) > stream.size()) {
    return fail(Errc::too_large, 0, std::to_string(claimed) + " bytes from " + std::to_string(stream.size()));
  }
  work = stream.size() + claimed;
  const std::span<std::byte> out = memory.get(claimed, limits.inflating_octets);
  if (inflater.inflate(stream, out)) return Bytes(out);
  memory.release();
  return fail(Errc::bad_zlib);
}

BodyDecoder::BodyDecoder(const DecodeLimits& limits) : state_(new State{limits}) {}
BodyDecoder::~BodyDecoder() = default;
BodyDecoder::BodyDecoder(BodyDecoder&&) noexcept = default;
BodyDecoder& BodyDecoder::operator=(BodyDecoder&&) noexcept = default;

Result<Bytes> BodyDecoder::inflate(const Header& header, Bytes body) {
  state_->work = 0;
  auto inflated = header.zlib() ? state_->inflate(body) : body;
  if (!inflated) return inflated;
  const auto check = container::check_payload_limit(*inflated, state_->limits.payloads);
  state_->work += check.walked;
  if (check.exceeded) return fail(Errc::too_many_payloads, check.walked);
  return inflated;
}

Result<ContainerView> BodyDecoder::decode(const Header& header, Bytes body) {
  return inflate(header, body).and_then([this](Bytes inflated) {
    auto view = ContainerView::parse(inflated);
    state_->work += view ? inflated.size() : view.error().offset;
    return view;
  });
}

std::uint64_t BodyDecoder::work() const noexcept {
  return state_->work;
}

void BodyDecoder::release() noexcept {
  state_->memory.release();
}

std::size_t BodyDecoder::size(const Header& header, Bytes body) noexcept {
  return header.zlib() && body.size() >= kSizePrefix ? claimed_size(body) : body.size();
}

bool BodyDecoder::large(const Header& header, Bytes body) noexcept {
  return size(header, body) > kLarge;
}

std::uint64_t BodyDecoder::waits() noexcept {
  return InflateBudget::waits();
}

struct ContainerDecoder::State {
  explicit State(const DecodeLimits& limits) : reassembler(limits), bodies(limits) {}

  container::Reassembler reassembler;
  std::vector<std::byte> joined;
  BodyDecoder bodies;
};

ContainerDecoder::ContainerDecoder(const DecodeLimits& limits) : state_(std::make_unique<State>(limits)) {}
ContainerDecoder::~ContainerDecoder() = default;
ContainerDecoder::ContainerDecoder(ContainerDecoder&&) noexcept = default;
ContainerDecoder& ContainerDecoder::operator=(ContainerDecoder&&) noexcept = default;

Result<std::optional<ContainerView>> ContainerDecoder::decode(const Header& header, Bytes body, const Sender& sender,
                                                              Clock::time_point now) {
  if (header.fragment()) {
    auto joined = state_->reassembler.add(body, header.flags, sender, now);
    if (!joined) return tl::unexpected(joined.error());
    if (!*joined) return std::optional<ContainerView>{};
    state_->joined = std::move(**joined);
    body = state_->joined;
  }
  return state_->bodies.decode(header, body).map([](const ContainerView& view) { return std::optional(view); });
}

std::size_t ContainerDecoder::expire_fragments(Clock::time_point now) {
  return state_->reassembler.expire(now).sets();
}

std::size_t ContainerDecoder::pending_fragments() const noexcept {
  return state_->reassembler.pending();
}

}  // namespace nmsgxx

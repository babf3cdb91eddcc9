#include "container/stream_framer.hpp"

#include <string>
#include <utility>

#include "container/magic.hpp"

namespace nmsgxx::container {
namespace {

// What a body claims to inflate to; 0 when it is not compressed.
std::uint64_t inflated_size(const Header& header, Bytes body) noexcept {
  return header.zlib() ? BodyDecoder::size(header, body) : 0;
}

}  // namespace

StreamFramer::Found StreamFramer::next(const Unread& unread) {
  if (broken_) return skip_broken(skip_container(unread.bytes, unread.at_end, broken_->framing));
  Framing framing = frame(unread.bytes, unread.at_end, limits_.container_octets);
  switch (framing.kind) {
    case Framing::Kind::container: break;
    case Framing::Kind::need_more: return {.kind = Found::Kind::need_more, .bytes = framing.octets};
    case Framing::Kind::skip: return skip(framing.octets, std::move(*framing.error));
    case Framing::Kind::end: return {};
  }
  // Most containers stand before another one. They are decided on without a search for the way on.
  const Bytes behind = unread.bytes.subspan(framing.octets);
  const bool before_another = behind.size() > kVersionOffset && may_begin_header(behind);
  if (!before_another || framing.header.fragment()) return decide(framing, unread);
  const std::uint64_t inflated = inflated_size(framing.header, framing.body);
  if (!may_inflate(inflated, unread.offset + framing.octets)) return skip(framing.octets, inflates_too_much());
  inflated_ += inflated;
  return {.kind = Found::Kind::container, .bytes = framing.octets, .header = framing.header, .body = framing.body};
}

StreamFramer::Found StreamFramer::decide(const Framing& container, const Unread& unread) {
  const Framing way_on = skip_container(unread.bytes, unread.at_end, container);
  const bool followed = way_on.kind == Framing::Kind::skip && way_on.octets == container.octets;
  budget_.reach(unread.offset);
  const bool nothing_follows_yet = way_on.kind == Framing::Kind::need_more;
  if (nothing_follows_yet && !(unread.may_wait && budget_.left())) {
    return {.kind = Found::Kind::need_more, .bytes = way_on.octets};
  }
  const auto broken = [&](Error error) {
    broken_ = Broken{container, std::move(error)};
    return skip_broken(way_on);
  };
  if (!followed && !budget_.left()) return broken({Errc::bad_length, 0, "no container follows, as with others before it"});

  Found found{.kind = Found::Kind::container, .bytes = container.octets, .header = container.header, .body = container.body};
  if (container.header.fragment()) {
    const std::uint64_t before = reassembler_.work();
    auto joined = reassembler_.add(container.body, container.header.flags, {}, Reassembler::Clock::now());
    if (!followed) charge(reassembler_.work() - before);
    if (!joined) return broken(std::move(joined.error()));
    if (!*joined) return {.kind = Found::Kind::fragment, .bytes = container.octets};
    joined_ = std::move(**joined);
    found.body = joined_;
  }
  // A container alone may inflate to any size below the bound on its ratio, and a stream may have nothing but such containers.
  const std::uint64_t inflated = inflated_size(found.header, found.body);
  if (!may_inflate(inflated, unread.offset + found.bytes)) return broken(inflates_too_much());
  if (!followed) {
    const auto view = bodies_.decode(found.header, found.body);
    bodies_.release();
    // A sound container is done with, and what follows it may only be late.
    if (!view || !nothing_follows_yet) charge(bodies_.work());
    if (!view) return broken(view.error());
  }
  inflated_ += inflated;
  return found;
}

Error StreamFramer::inflates_too_much() const {
  return {Errc::too_large, 0,
          "the containers so far would inflate to more than " + std::to_string(limits_.inflated_ratio) + " times their size"};
}

StreamFramer::Found StreamFramer::skip(std::size_t bytes, Error error) noexcept {
  error_ = std::move(error);
  return {.kind = Found::Kind::skip, .bytes = bytes};
}

// Its bytes are searched once it is known what follows it.
StreamFramer::Found StreamFramer::skip_broken(const Framing& way_on) noexcept {
  if (way_on.kind == Framing::Kind::need_more) return {.kind = Found::Kind::need_more, .bytes = way_on.octets};
  return skip(way_on.octets, std::move(std::exchange(broken_, std::nullopt)->error));
}

void StreamFramer::charge(std::uint64_t bytes) noexcept {
  budget_.spend(bytes);
  resync_work_ += bytes;
}

}  // namespace nmsgxx::container

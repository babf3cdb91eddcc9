#include "container/stream_framer.hpp"

#include <string>
#include <utility>

#include "container/header_layout.hpp"

namespace nmsgxx::container {
namespace {

// Returns the size that a body claims to inflate to; 0 when it is not compressed.
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
  // Another container follows most containers.  They need no search for the next one.
  const Bytes rest = unread.bytes.subspan(framing.octets);
  const bool followed = rest.size() > kVersionOffset && may_begin_header(rest);
  if (!followed || framing.header.fragment()) return decide(framing, unread);
  const std::uint64_t inflated = inflated_size(framing.header, framing.body);
  if (!may_inflate(inflated, unread.offset + framing.octets)) return skip(framing.octets, inflates_too_much());
  inflated_ += inflated;
  return {.kind = Found::Kind::container, .bytes = framing.octets, .header = framing.header, .body = framing.body};
}

StreamFramer::Found StreamFramer::decide(const Framing& container, const Unread& unread) {
  const Framing next = skip_container(unread.bytes, unread.at_end, container);
  const bool followed = next.kind == Framing::Kind::skip && next.octets == container.octets;
  budget_.reach(unread.offset);
  const bool nothing_follows_yet = next.kind == Framing::Kind::need_more;
  if (nothing_follows_yet && !(unread.may_wait && budget_.left())) {
    return {.kind = Found::Kind::need_more, .bytes = next.octets};
  }
  const auto broken = [&](Error error) {
    broken_ = Broken{container, std::move(error)};
    return skip_broken(next);
  };
  if (!followed && !budget_.left())
    return broken({Errc::bad_length, 0, "no container follows, and too many before it were damaged"});

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
  // Each container may inflate up to the limit on its ratio, and a stream may consist of such containers.
  const std::uint64_t inflated = inflated_size(found.header, found.body);
  if (!may_inflate(inflated, unread.offset + found.bytes)) return broken(inflates_too_much());
  if (!followed) {
    const auto view = bodies_.decode(found.header, found.body);
    bodies_.release();
    // A valid container is not decoded again, and what follows it may only be late.
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

// A broken container is searched for another one once it is known what follows it.
StreamFramer::Found StreamFramer::skip_broken(const Framing& next) noexcept {
  if (next.kind == Framing::Kind::need_more) return {.kind = Found::Kind::need_more, .bytes = next.octets};
  return skip(next.octets, std::move(std::exchange(broken_, std::nullopt)->error));
}

void StreamFramer::charge(std::uint64_t bytes) noexcept {
  budget_.spend(bytes);
  resync_work_ += bytes;
}

}  // namespace nmsgxx::container

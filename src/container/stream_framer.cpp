#include "container/stream_framer.hpp"

#include <string>
#include <utility>

namespace nmsgxx::container {

StreamFramer::Found StreamFramer::next(const Unread& unread) {
  if (broken_) return skip_broken(skip_container(unread.bytes, unread.at_end, broken_->framing));
  Framing found = frame(unread.bytes, unread.at_end, limits_.container_octets);
  switch (found.kind) {
    case Framing::Kind::container: return take(found, unread);
    case Framing::Kind::need_more: return {.kind = Found::Kind::need_more, .bytes = found.octets};
    case Framing::Kind::skip: return {.kind = Found::Kind::skip, .bytes = found.octets, .error = std::move(found.error)};
    case Framing::Kind::end: break;
  }
  return {};
}

StreamFramer::Found StreamFramer::take(const Framing& container, const Unread& unread) {
  Framing way_on = skip_container(unread.bytes, unread.at_end, container);
  const bool followed = way_on.kind == Framing::Kind::skip && way_on.octets == container.octets;
  if (!followed || container.header.fragment()) return decide(container, unread, std::move(way_on), followed);
  Found found{.kind = Found::Kind::container, .bytes = container.octets, .header = container.header, .body = container.body};
  if (auto checked = check_inflated(found, unread.offset); !checked) {
    return {.kind = Found::Kind::skip, .bytes = container.octets, .error = std::move(checked.error())};
  }
  return give_out(std::move(found));
}

StreamFramer::Found StreamFramer::decide(const Framing& container, const Unread& unread, Framing way_on, bool followed) {
  budget_.reach(unread.offset);
  const bool nothing_follows_yet = way_on.kind == Framing::Kind::need_more;
  if (nothing_follows_yet && !(unread.may_wait && budget_.left())) {
    return {.kind = Found::Kind::need_more, .bytes = way_on.octets};
  }
  const auto broken = [&](Error error) {
    broken_ = Broken{container, std::move(error)};
    return skip_broken(std::move(way_on));
  };
  if (!followed && !budget_.left()) return broken({Errc::bad_length, 0, "no container follows, as with others before it"});

  Found found{.kind = Found::Kind::container, .bytes = container.octets, .header = container.header, .body = container.body};
  if (container.header.fragment()) {
    const std::uint64_t before = reassembler_.work();
    auto joined = reassembler_.add(container.body, container.header.flags, {}, Reassembler::Clock::now());
    if (!followed) charge(reassembler_.work() - before);
    if (!joined) return broken(std::move(joined.error()));
    if (!*joined) return {.kind = Found::Kind::fragment, .bytes = container.octets};
    found.joined = std::move(**joined);
    found.body = found.joined;
  }
  if (auto checked = check_inflated(found, unread.offset); !checked) return broken(std::move(checked.error()));
  if (followed) return give_out(std::move(found));
  const auto view = bodies_.decode(found.header, found.body);
  bodies_.release();
  // A sound container is done with, and what follows it may only be late.
  if (!view || !nothing_follows_yet) charge(bodies_.work());
  if (!view) return broken(view.error());
  return give_out(std::move(found));
}

// A container alone may inflate to any size below the bound on its ratio, and a stream may have nothing but such containers.
Result<void> StreamFramer::check_inflated(const Found& found, std::uint64_t offset) const {
  if (!found.header.zlib()) return {};
  const std::uint64_t inflated = inflated_ + BodyDecoder::size(found.header, found.body);
  const std::uint64_t ratio = limits_.inflated_ratio;
  if (inflated <= kInflatedAtAnyRatio || inflated - kInflatedAtAnyRatio <= (offset + found.bytes) * ratio) return {};
  return fail(Errc::too_large, 0,
              "the containers so far would inflate to more than " + std::to_string(ratio) + " times their size");
}

StreamFramer::Found StreamFramer::give_out(Found found) noexcept {
  if (found.header.zlib()) inflated_ += BodyDecoder::size(found.header, found.body);
  return found;
}

// Its bytes are searched once it is known what follows it.
StreamFramer::Found StreamFramer::skip_broken(Framing way_on) noexcept {
  if (way_on.kind == Framing::Kind::need_more) return {.kind = Found::Kind::need_more, .bytes = way_on.octets};
  return {.kind = Found::Kind::skip, .bytes = way_on.octets, .error = std::move(std::exchange(broken_, std::nullopt)->error)};
}

void StreamFramer::charge(std::uint64_t bytes) noexcept {
  budget_.spend(bytes);
  resync_work_ += bytes;
}

}  // namespace nmsgxx::container

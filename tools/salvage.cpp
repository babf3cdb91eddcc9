#include "salvage.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "nmsgxx/framer.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::tools {
namespace {

/// Octets that were read and not yet taken.
class Unread {
 public:
  explicit Unread(std::istream& in) : in_(in) {}

  Bytes bytes() const noexcept { return Bytes(room_).subspan(begin_); }
  bool at_end() const noexcept { return at_end_; }
  std::uint64_t offset() const noexcept { return offset_; }
  void take(std::size_t octets) noexcept {
    begin_ += octets;
    offset_ += octets;
  }

  Result<void> more(std::size_t wanted) {
    constexpr std::size_t kPiece = 1 << 20;
    room_.erase(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(std::exchange(begin_, 0)));
    const std::size_t kept = room_.size();
    room_.resize(std::max(wanted, kept) + kPiece);
    in_.read(reinterpret_cast<char*>(room_.data() + kept), static_cast<std::streamsize>(room_.size() - kept));
    room_.resize(kept + static_cast<std::size_t>(in_.gcount()));
    at_end_ = in_.eof();
    if (in_.bad() || (!in_ && !at_end_)) return fail(Errc::system, offset_, "it cannot be read");
    return {};
  }

 private:
  std::istream& in_;
  std::vector<std::byte> room_;
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

class Salvage {
 public:
  Salvage(std::istream& in, const DecodeLimits& limits, Sink& sink, const std::function<void(const Damage&)>& damaged,
          Salvaged& done)
      : unread_(in),
        max_length_(limits.container_octets),
        decoder_(limits),
        sink_(sink),
        writer_({}, sink),
        compressing_writer_({.zlib = true}, sink),
        damaged_(damaged),
        done_(done) {}

  Result<void> run() {
    while (true) {
      const Framing found = frame(unread_.bytes(), unread_.at_end(), max_length_);
      if (found.kind == Framing::Kind::end) break;
      auto result = found.kind == Framing::Kind::need_more ? unread_.more(found.octets)
                    : found.kind == Framing::Kind::skip    ? lose(found.octets, *found.error)
                                                           : take(found);
      if (!result) return result;
    }
    tell();
    done_.octets = unread_.offset();
    done_.incomplete_messages += decoder_.expire_fragments(ContainerDecoder::Clock::time_point::max());
    return {};
  }

 private:
  Result<void> take(const Framing& found) {
    if (!vain_work_.worth_more(unread_.offset())) {
      const Framing way_on = skip_container(unread_.bytes(), unread_.at_end(), found);
      if (way_on.kind == Framing::Kind::need_more) return unread_.more(way_on.octets);
      if (way_on.octets != found.octets) return lose(way_on.octets, {Errc::bad_length, 0, "it leads nowhere, like others"});
    }
    const auto container = decoder_.decode(found.header, found.body, {}, {});
    if (!container) vain_work_.add(found.header, found.body, container.error());
    if (!container) return lose(found, container.error());
    tell();
    auto written = *container ? write(found, **container) : Result<void>();
    unread_.take(found.octets);
    return written;
  }

  Result<void> write(const Framing& found, const ContainerView& container) {
    std::uint64_t bad = 0;
    for (const PayloadView& payload : container) bad += payload.check_crc() == CrcVerdict::bad ? 1 : 0;
    if (bad > 0) damaged_({unread_.offset(), found.octets, bad, {Errc::bad_crc, 0, {}}});
    done_.lost_payloads += bad;
    done_.payloads += container.size() - bad;
    if (bad > 0 && bad == container.size()) return {};
    ++done_.containers;
    if (bad == 0 && !found.header.fragment()) return sink_.write(unread_.bytes().first(found.octets));
    ++done_.rewritten;
    return rewrite(container, found.header.zlib() ? compressing_writer_ : writer_);
  }

  static Result<void> rewrite(const ContainerView& container, ContainerWriter& writer) {
    for (const PayloadView& payload : container) {
      if (payload.check_crc() == CrcVerdict::bad) continue;
      if (auto added = writer.add(payload); !added) return added;
    }
    return writer.flush();
  }

  // A container that could not be decoded.
  Result<void> lose(const Framing& broken, const Error& error) {
    Framing way_on = skip_container(unread_.bytes(), unread_.at_end(), broken);
    while (way_on.kind == Framing::Kind::need_more) {
      if (auto read = unread_.more(way_on.octets); !read) return read;
      way_on = skip_container(unread_.bytes(), unread_.at_end(), broken);
    }
    return lose(way_on.octets, error);
  }

  Result<void> lose(std::size_t octets, const Error& error) {
    // What follows damage was searched for a header because of it.
    if (damage_ && error.code == Errc::bad_magic) {
      damage_->octets += octets;
    } else {
      tell();
      damage_ = Damage{unread_.offset(), octets, 0, error};
    }
    done_.lost_octets += octets;
    unread_.take(octets);
    return {};
  }

  void tell() {
    if (damage_) damaged_(*damage_);
    damage_.reset();
  }

  Unread unread_;
  std::uint32_t max_length_;
  VainWork vain_work_;
  ContainerDecoder decoder_;
  Sink& sink_;
  ContainerWriter writer_;
  ContainerWriter compressing_writer_;
  const std::function<void(const Damage&)>& damaged_;
  Salvaged& done_;
  std::optional<Damage> damage_;  // that may go on
};

}  // namespace

Result<void> salvage(std::istream& in, const DecodeLimits& limits, Sink& sink,
                     const std::function<void(const Damage&)>& damaged, Salvaged& done) {
  return Salvage(in, limits, sink, damaged, done).run();
}

}  // namespace nmsgxx::tools

#include "nmsgxx/stream_source.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "io/descriptor.hpp"
#include "io/unread.hpp"
#include "nmsgxx/framer.hpp"

namespace nmsgxx {
namespace {

class StreamSource final : public ContainerSource {
 public:
  StreamSource(int descriptor, std::vector<std::byte> head, const DecodeLimits& limits, const Wakeup& wakeup, Report report)
      : descriptor_(descriptor),
        unread_(std::move(head)),
        limits_(limits),
        decoder_(limits),
        wakeup_(wakeup),
        report_(std::move(report)) {
    stats_.octets.add(unread_.bytes().size());
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) total_ = static_cast<std::uint64_t>(status.st_size);
  }

  Result<SourceState> next(ContainerView& out) override;
  const SourceStats& stats() const noexcept override { return stats_; }
  std::optional<std::uint64_t> total_octets() const noexcept override { return total_; }
  std::uint64_t position() const noexcept override { return offset() + given_; }
  Header header() const noexcept override { return header_; }

 private:
  std::uint64_t offset() const noexcept { return stats_.octets.value() - unread_.bytes().size(); }
  Result<bool> read_more(std::size_t wanted);
  Result<std::optional<ContainerView>> decode(const Framing& found);
  Result<bool> skip_broken(const Framing& broken, Error error);
  void skip(const Framing& garbage);
  void report_lost_fragments(std::size_t sets);

  Descriptor descriptor_;
  io::Unread unread_;
  Header header_;
  std::size_t given_ = 0;  // octets of the container that the caller may still be looking at
  bool at_end_ = false;
  bool after_broken_ = false;  // what follows was reported with what stood before it
  DecodeLimits limits_;
  ContainerDecoder decoder_;
  const Wakeup& wakeup_;
  Report report_;
  SourceStats stats_;
  std::optional<std::uint64_t> total_;
};

Result<SourceState> StreamSource::next(ContainerView& out) {
  unread_.take(std::exchange(given_, 0));
  while (!wakeup_.is_set()) {
    const Framing found = frame(unread_.bytes(), at_end_, limits_.container_octets);
    Result<bool> more = true;
    if (found.kind == Framing::Kind::end) {
      report_lost_fragments(decoder_.expire_fragments(ContainerDecoder::Clock::time_point::max()));
      return SourceState::end;
    }
    if (found.kind == Framing::Kind::need_more) {
      more = read_more(found.octets);
    } else if (found.kind == Framing::Kind::skip) {
      skip(found);
    } else if (auto view = decode(found); !view) {
      more = skip_broken(found, std::move(view.error()));
    } else if (after_broken_ = false; *view) {
      given_ = found.octets;
      header_ = found.header;
      stats_.containers.add();
      out = **view;
      return SourceState::ready;
    } else {
      unread_.take(found.octets);
    }
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
  }
  return SourceState::woken;
}

// False when the wake-up came first.
Result<bool> StreamSource::read_more(std::size_t wanted) {
  const auto room = unread_.room(wanted + kHeaderSize);
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return false;
    const ssize_t octets = read(descriptor_.get(), room.data(), room.size());
    if (octets < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (octets < 0) return fail(Errc::system, offset(), std::generic_category().message(errno));
    at_end_ = octets == 0;
    unread_.commit(static_cast<std::size_t>(octets));
    stats_.octets.add(static_cast<std::uint64_t>(octets));
    return true;
  }
}

Result<std::optional<ContainerView>> StreamSource::decode(const Framing& found) {
  stats_.fragments.add(found.header.fragment() ? 1 : 0);
  if (!found.header.fragment()) return decoder_.decode(found.header, found.body, {}, {});
  const auto now = ContainerDecoder::Clock::now();
  auto view = decoder_.decode(found.header, found.body, {}, now);
  report_lost_fragments(decoder_.expire_fragments(now));
  return view;
}

Result<bool> StreamSource::skip_broken(const Framing& broken, Error error) {
  Framing way_on = skip_container(unread_.bytes(), at_end_, broken);
  while (way_on.kind == Framing::Kind::need_more) {
    const auto more = read_more(way_on.octets);
    if (!more || !*more) return more;
    way_on = skip_container(unread_.bytes(), at_end_, broken);
  }
  way_on.error = std::move(error);
  skip(way_on);
  return true;
}

void StreamSource::skip(const Framing& garbage) {
  const bool of_before = garbage.error->code == Errc::bad_magic && after_broken_;
  if (!of_before) {
    if (garbage.error->code != Errc::bad_magic) stats_.skipped_containers.add();
    Error error = *garbage.error;
    error.offset = offset();  // of the container: what lies in it may have been inflated
    report_(error);
  }
  after_broken_ = true;
  stats_.skipped_octets.add(garbage.octets);
  unread_.take(garbage.octets);
}

void StreamSource::report_lost_fragments(std::size_t sets) {
  if (sets == 0) return;
  stats_.lost_fragments.add(sets);
  report_({Errc::lost_fragment, offset(), std::to_string(sets) + (sets == 1 ? " message" : " messages")});
}

}  // namespace

std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const DecodeLimits& limits,
                                                    const Wakeup& wakeup, Report report) {
  return std::make_unique<StreamSource>(descriptor, std::move(head), limits, wakeup, std::move(report));
}

}  // namespace nmsgxx

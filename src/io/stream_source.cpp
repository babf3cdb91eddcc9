#include "nmsgxx/stream_source.hpp"

#include <sys/stat.h>

#include <string>
#include <utility>

#include "container/reassembler.hpp"
#include "io/count_bounds.hpp"
#include "io/descriptor.hpp"
#include "io/stream_octets.hpp"
#include "nmsgxx/framer.hpp"

namespace nmsgxx {
namespace {

using container::Reassembler;

// A batch is handed out when it has so many octets: enough that handing it to another thread costs little.
constexpr std::size_t kBatch = 256 << 10;

/// What became of a container that was found.
enum class Found { taken, again, waits_for_batch, woken };

class StreamSource final : public ContainerSource {
 public:
  StreamSource(std::unique_ptr<io::StreamOctets> octets, std::optional<std::uint64_t> total, const DecodeLimits& limits,
               const Wakeup& wakeup, Report report)
      : ContainerSource(limits),
        octets_(std::move(octets)),
        limits_(limits),
        reassembler_(limits),
        bodies_(limits),
        wakeup_(wakeup),
        report_(std::move(report)),
        total_(total) {}

  Result<SourceState> next_batch(ContainerBatch& out) override;
  Result<void> decoded(const RawContainer& container, const Result<SequenceNumbers>& outcome) override;
  const SourceStats& stats() const noexcept override { return stats_; }
  std::optional<std::uint64_t> total_octets() const noexcept override { return total_; }

 private:
  Result<SourceState> fill(ContainerBatch& out, io::StreamStorage& storage);
  Result<Found> take(const Framing& found, ContainerBatch& out, io::StreamStorage& storage);
  Result<bool> more(std::size_t wanted);
  Result<bool> join(const Framing& found, Bytes& body, io::StreamStorage& storage);
  Result<Found> skip_broken(const Framing& broken, Framing way_on, Error error);
  Result<void> skip(const Framing& garbage);
  Result<void> report_lost_fragments(Reassembler::Clock::time_point now);

  std::unique_ptr<io::StreamOctets> octets_;
  bool after_broken_ = false;  // what follows was reported with what stood before it
  VainWork vain_work_;
  DecodeLimits limits_;
  Reassembler reassembler_;
  BodyDecoder bodies_;
  const Wakeup& wakeup_;
  Report report_;
  SourceStats stats_;
  std::optional<std::uint64_t> total_;
  std::optional<Error> failure_;  // behind a batch that was given out first
};

Result<SourceState> StreamSource::next_batch(ContainerBatch& out) {
  auto& storage = out.begin<io::StreamStorage>();
  storage.joined.clear();
  octets_->begin(storage);
  auto state = failure_ ? tl::unexpected(*failure_) : fill(out, storage);
  octets_->end();
  stats_.octets.set(octets_->offset());
  if (!state) failure_ = state.error();
  return out.empty() ? state : SourceState::ready;
}

// Nothing is read once there is a container: the octets that it looks at must stay where they are.
Result<SourceState> StreamSource::fill(ContainerBatch& out, io::StreamStorage& storage) {
  const std::uint64_t begin = octets_->offset();
  while (!wakeup_.is_set() && octets_->offset() - begin < kBatch) {
    const Framing found = frame(octets_->unread(), octets_->at_end(), limits_.container_octets);
    if (found.kind == Framing::Kind::skip) {
      if (const auto told = skip(found); !told) return tl::unexpected(told.error());
    } else if (found.kind == Framing::Kind::container) {
      const auto taken = take(found, out, storage);
      if (!taken) return tl::unexpected(taken.error());
      if (*taken == Found::waits_for_batch) return SourceState::ready;
      if (*taken == Found::woken) return SourceState::woken;
    } else if (!out.empty()) {
      return SourceState::ready;
    } else if (found.kind == Framing::Kind::end) {
      if (auto sound = octets_->verify(); !sound) return tl::unexpected(sound.error());
      const auto told = report_lost_fragments(Reassembler::Clock::time_point::max());
      return told ? Result<SourceState>(SourceState::end) : tl::unexpected(told.error());
    } else {
      const auto read = more(found.octets);
      if (!read) return tl::unexpected(read.error());
      if (!*read) return SourceState::woken;
    }
  }
  return wakeup_.is_set() ? SourceState::woken : SourceState::ready;
}

// In search of a container, headers that lie close together may each want octets that lie far away: they are read at once.
Result<bool> StreamSource::more(std::size_t wanted) {
  return octets_->more(wanted + (after_broken_ ? limits_.container_octets : 0));
}

// A container may be decoded later, by others, when that cannot change where the next one is looked for: when one begins
// right behind it.
Result<Found> StreamSource::take(const Framing& found, ContainerBatch& out, io::StreamStorage& storage) {
  Framing way_on = skip_container(octets_->unread(), octets_->at_end(), found);
  if (way_on.kind == Framing::Kind::need_more && !out.empty()) return Found::waits_for_batch;
  const bool worth_decoding = vain_work_.worth_more(octets_->offset());
  if (way_on.kind == Framing::Kind::need_more && !worth_decoding) {
    return more(way_on.octets).map([](bool read) { return read ? Found::again : Found::woken; });
  }
  RawContainer container{.header = found.header, .body = found.body, .offset = octets_->offset()};
  if (found.header.fragment()) {
    const auto joined = join(found, container.body, storage);
    if (const auto told = report_lost_fragments(Reassembler::Clock::now()); !told) return tl::unexpected(told.error());
    if (!joined) return skip_broken(found, std::move(way_on), joined.error());
    if (!*joined) {
      after_broken_ = false;
      octets_->take(found.octets);
      return Found::taken;
    }
  }
  if (way_on.kind == Framing::Kind::need_more || way_on.octets != found.octets) {
    if (!worth_decoding) return skip_broken(found, std::move(way_on), {Errc::bad_length, 0, "it leads nowhere, like others"});
    const auto view = bodies_.decode(container.header, container.body);
    bodies_.release();
    if (!view) {
      vain_work_.add(container.header, container.body, view.error());
      return skip_broken(found, std::move(way_on), view.error());
    }
  }
  after_broken_ = false;
  out.add(container);
  octets_->take(found.octets);
  return Found::taken;
}

// False as long as the message is not complete.
Result<bool> StreamSource::join(const Framing& found, Bytes& body, io::StreamStorage& storage) {
  stats_.fragments.add();
  auto joined = reassembler_.add(found.body, found.header.flags, {}, Reassembler::Clock::now());
  if (!joined) return tl::unexpected(joined.error());
  if (*joined) body = storage.joined.emplace_back(std::move(**joined));
  return joined->has_value();
}

Result<Found> StreamSource::skip_broken(const Framing& broken, Framing way_on, Error error) {
  while (way_on.kind == Framing::Kind::need_more) {
    const auto read = more(way_on.octets);
    if (!read) return tl::unexpected(read.error());
    if (!*read) return Found::woken;
    way_on = skip_container(octets_->unread(), octets_->at_end(), broken);
  }
  way_on.error = std::move(error);
  return skip(way_on).map([] { return Found::taken; });
}

Result<void> StreamSource::skip(const Framing& garbage) {
  const bool of_before = garbage.error->code == Errc::bad_magic && after_broken_;
  if (!of_before) {
    Error error = *garbage.error;
    error.offset = octets_->offset();  // of the container: what lies in it may have been inflated
    if (auto told = report_(error); !told) return told;
    if (error.code != Errc::bad_magic) stats_.skipped_containers.add();
    io::count_bound(error.code, stats_.bounds);
  }
  after_broken_ = true;
  stats_.skipped_octets.add(garbage.octets);
  octets_->take(garbage.octets);
  return {};
}

Result<void> StreamSource::decoded(const RawContainer& container, const Result<SequenceNumbers>& outcome) {
  if (outcome) {
    stats_.containers.add();
    return {};
  }
  Error error = outcome.error();
  error.offset = container.offset;
  if (auto told = report_(error); !told) return told;
  stats_.skipped_containers.add();
  stats_.skipped_octets.add(container.end() - container.offset);
  io::count_bound(error.code, stats_.bounds);
  return {};
}

Result<void> StreamSource::report_lost_fragments(Reassembler::Clock::time_point now) {
  const auto given_up = reassembler_.expire(now);
  const std::size_t sets = given_up.sets();
  if (sets == 0) return {};
  io::count_given_up(given_up, stats_);
  return report_({Errc::lost_fragment, octets_->offset(), std::to_string(sets) + (sets == 1 ? " message" : " messages")});
}

}  // namespace

std::unique_ptr<ContainerSource> make_stream_source(int descriptor, std::vector<std::byte> head, const StreamOptions& options,
                                                    const Wakeup& wakeup, Report report) {
  Descriptor owned(descriptor);
  struct stat status {};
  std::optional<std::uint64_t> total;
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) total = static_cast<std::uint64_t>(status.st_size);
  auto octets = total ? io::make_file_octets(std::move(owned), head.size(), options.map)
                      : io::make_pipe_octets(std::move(owned), std::move(head), wakeup);
  return std::make_unique<StreamSource>(std::move(octets), total, options.limits, wakeup, std::move(report));
}

}  // namespace nmsgxx

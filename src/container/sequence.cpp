#include "nmsgxx/sequence.hpp"

#include <algorithm>
#include <bitset>
#include <compare>
#include <list>
#include <map>
#include <utility>

namespace nmsgxx {
namespace {

constexpr std::uint32_t kMaxGap = 1U << 20;    // a larger gap is a restart
constexpr std::uint32_t kWindow = 256;         // a container that is this late or less is no longer counted as lost
constexpr std::uint32_t kRestartRun = 3;       // as many consecutive numbers before the expected one are a restart
constexpr std::chrono::seconds kSilence{120};  // a source that is silent for longer is forgotten

struct Key {
  Sender sender;
  std::uint64_t id = 0;
  friend auto operator<=>(const Key&, const Key&) = default;
};

/// Follows the sequence numbers of one source.
class Track {
 public:
  explicit Track(std::uint32_t first) : expected_(first + 1) {}

  std::int64_t update(std::uint32_t sequence) {
    const std::uint32_t ahead = sequence - expected_;
    if (ahead <= kMaxGap) return advance(sequence, ahead);
    const std::uint32_t behind = expected_ - sequence;
    if (behind <= kWindow && lost_[sequence % kWindow]) {
      lost_.reset(sequence % kWindow);
      return -1;
    }
    follow_restart(sequence, behind);
    return 0;
  }

 private:
  std::int64_t advance(std::uint32_t sequence, std::uint32_t ahead) {
    run_ = 0;
    if (ahead >= kWindow) {
      lost_.set();
    } else {
      for (std::uint32_t n = expected_; n != sequence; ++n) lost_.set(n % kWindow);
    }
    lost_.reset(sequence % kWindow);
    expected_ = sequence + 1;
    return ahead;
  }

  // Copies arrive one at a time; a sender that was restarted continues with the next numbers.
  void follow_restart(std::uint32_t sequence, std::uint32_t behind) {
    run_ = run_ > 0 && sequence == run_next_ ? run_ + 1 : 1;
    run_next_ = sequence + 1;
    const bool far = behind > kMaxGap;
    if (run_ < kRestartRun && !far) return;
    expected_ = sequence + 1;
    lost_.reset();
    run_ = 0;
  }

  std::uint32_t expected_;
  std::uint32_t run_ = 0;
  std::uint32_t run_next_ = 0;
  std::bitset<kWindow> lost_;  // which of the latest numbers were counted as lost
};

}  // namespace

struct SequenceTracker::State {
  struct Source;
  // An ordered map is used because senders could choose keys that collide in a hash table.
  using Sources = std::map<Key, Source>;
  struct Source {
    Track track;
    Clock::time_point heard;
    std::list<Sources::iterator>::iterator age{};
    std::int64_t lost = 0;  // containers that may still arrive late
    // Unreadable containers since the last gap.  The first source of a sender counts those of all its sources.
    std::uint32_t refused = 0;

    std::int64_t count(std::int64_t change) {
      change = std::max(change, -lost);
      lost += change;
      return change;
    }
  };

  Source* first_of(const Sender& sender) {
    const auto found = sources.lower_bound({sender, 0});
    return found != sources.end() && found->first.sender == sender ? &found->second : nullptr;
  }

  void forget_oldest() {
    sources.erase(ages.front());
    ages.pop_front();
  }

  std::size_t max_sources;
  Sources sources;
  std::list<Sources::iterator> ages;  // the one that has been silent longest comes first
  std::uint64_t forgotten = 0;
};

SequenceTracker::SequenceTracker(std::size_t max_sources) : state_(std::make_unique<State>()) {
  state_->max_sources = std::max<std::size_t>(max_sources, 1);
}
SequenceTracker::~SequenceTracker() = default;
SequenceTracker::SequenceTracker(SequenceTracker&&) noexcept = default;
SequenceTracker& SequenceTracker::operator=(SequenceTracker&&) noexcept = default;

std::int64_t SequenceTracker::update(const Sender& sender, std::uint64_t sequence_id, std::uint32_t sequence,
                                     Clock::time_point now) {
  auto& [max_sources, sources, ages, forgotten] = *state_;
  while (!ages.empty() && now - ages.front()->second.heard > kSilence) state_->forget_oldest();
  const auto [found, is_new] = sources.try_emplace({sender, sequence_id}, State::Source{Track(sequence), now});
  State::Source& source = found->second;
  if (is_new) {
    source.age = ages.insert(ages.end(), found);
    if (sources.size() <= max_sources) return 0;
    state_->forget_oldest();
    ++forgotten;
    return 0;
  }
  source.heard = now;
  ages.splice(ages.end(), ages, source.age);
  const std::int64_t change = source.track.update(sequence);
  if (change <= 0) return source.count(change);
  auto& refused = state_->first_of(sender)->refused;
  const auto arrived = std::min<std::int64_t>(change, std::exchange(refused, 0));
  return source.count(change - arrived);
}

void SequenceTracker::refused(const Sender& sender) {
  if (State::Source* const source = state_->first_of(sender)) ++source->refused;
}

std::uint64_t SequenceTracker::forgotten() const noexcept {
  return state_->forgotten;
}

}  // namespace nmsgxx

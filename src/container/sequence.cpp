#include "nmsgxx/sequence.hpp"

#include <algorithm>
#include <bitset>
#include <list>
#include <unordered_map>

namespace nmsgxx {
namespace {

constexpr std::uint32_t kMostLost = 1U << 20;  // a larger gap is a restart
constexpr std::uint32_t kWindow = 256;         // how late a container may be to take its loss back
constexpr std::uint32_t kRestartRun = 3;       // numbers in a row behind the expected one that make a restart
constexpr std::chrono::seconds kSilence{120};  // a source silent for longer is forgotten

struct Key {
  Sender sender;
  std::uint64_t id = 0;
  friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept {
    std::uint64_t h = (key.id ^ key.sender.port) * 0x9E3779B97F4A7C15;
    h = (h ^ (h >> 32) ^ key.sender.low) * 0xBF58476D1CE4E5B9;
    h = (h ^ (h >> 29) ^ key.sender.high) * 0x94D049BB133111EB;
    return static_cast<std::size_t>(h ^ (h >> 31));
  }
};

/// What is known of one source.
class Track {
 public:
  explicit Track(std::uint32_t first) : expected_(first + 1) {}

  std::int64_t update(std::uint32_t sequence) {
    const std::uint32_t ahead = sequence - expected_;
    if (ahead <= kMostLost) return advance(sequence, ahead);
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

  // Copies come one by one; a sender that started again goes on.
  void follow_restart(std::uint32_t sequence, std::uint32_t behind) {
    run_ = run_ > 0 && sequence == run_next_ ? run_ + 1 : 1;
    run_next_ = sequence + 1;
    const bool far = behind > kMostLost;
    if (run_ < kRestartRun && !far) return;
    expected_ = sequence + 1;
    lost_.reset();
    run_ = 0;
  }

  std::uint32_t expected_;
  std::uint32_t run_ = 0;
  std::uint32_t run_next_ = 0;
  std::bitset<kWindow> lost_;  // of the last numbers, those that were counted as lost
};

}  // namespace

struct SequenceTracker::State {
  struct Source {
    Track track;
    Clock::time_point heard;
    std::list<Key>::iterator age;
  };

  void forget_oldest() {
    sources.erase(ages.front());
    ages.pop_front();
  }

  std::size_t max_sources;
  std::unordered_map<Key, Source, KeyHash> sources;
  std::list<Key> ages;  // silent for longest first
};

SequenceTracker::SequenceTracker(std::size_t max_sources) : state_(std::make_unique<State>()) {
  state_->max_sources = std::max<std::size_t>(max_sources, 1);
}
SequenceTracker::~SequenceTracker() = default;
SequenceTracker::SequenceTracker(SequenceTracker&&) noexcept = default;
SequenceTracker& SequenceTracker::operator=(SequenceTracker&&) noexcept = default;

std::int64_t SequenceTracker::update(const Sender& sender, std::uint64_t sequence_id, std::uint32_t sequence,
                                     Clock::time_point now) {
  auto& [max_sources, sources, ages] = *state_;
  while (!ages.empty() && now - sources.find(ages.front())->second.heard > kSilence) state_->forget_oldest();
  const Key key{sender, sequence_id};
  const auto found = sources.find(key);
  if (found == sources.end()) {
    if (sources.size() >= max_sources) state_->forget_oldest();
    ages.push_back(key);
    sources.emplace(key, State::Source{Track(sequence), now, std::prev(ages.end())});
    return 0;
  }
  State::Source& source = found->second;
  source.heard = now;
  ages.splice(ages.end(), ages, source.age);
  return source.track.update(sequence);
}

}  // namespace nmsgxx

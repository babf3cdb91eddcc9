#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "container/build.hpp"
#include "container/describe.hpp"
#include "nmsgxx/decoder.hpp"

namespace nmsgxx::test {

inline constexpr std::uint32_t kUnbounded = 0xFFFFFFFF;

/// Feeds fragments to a decoder, and says in a word what became of each: "" for a piece that was kept, "joined" for one that
/// completed a message, else the error.
class Joiner {
 public:
  explicit Joiner(const DecodeLimits& limits = {}) : decoder_(limits) {}

  std::string add(const Piece& piece, unsigned flags = kFlagFragment) {
    const Octets body = fragment(piece);
    const auto view = decoder_.decode({2, static_cast<std::uint8_t>(flags), 0}, body, sender, now);
    if (!view) return std::string(to_string(view.error().code));
    if (!*view) return "";
    joined = describe(**view);
    return "joined";
  }
  /// How many sets were given up.
  std::size_t lost() { return decoder_.expire_fragments(now); }
  std::size_t lost_in_the_end() { return decoder_.expire_fragments(ContainerDecoder::Clock::time_point::max()); }
  std::size_t pending() const { return decoder_.pending_fragments(); }

  Sender sender{};
  ContainerDecoder::Clock::time_point now{};
  std::string joined;  ///< the last message

 private:
  ContainerDecoder decoder_;
};

/// A body cut into `count` pieces of about the same size.
inline std::vector<Piece> pieces_of(Bytes body, std::uint32_t count, std::uint32_t id = 1) {
  std::vector<Piece> out;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t from = body.size() * i / count;
    const std::size_t to = body.size() * (i + 1) / count;
    out.push_back({id, i, count - 1, body.subspan(from, to - from), stored_crc(body)});
  }
  return out;
}

}  // namespace nmsgxx::test

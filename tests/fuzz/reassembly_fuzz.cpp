#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/endian.hpp"
#include "container/fragment.hpp"
#include "container/judge.hpp"
#include "container/reassembler.hpp"
#include "fuzz/fuzz.hpp"
#include "nmsgxx/decoder.hpp"
#include "packet/heap_packet.hpp"
#include "wire/crc32c.hpp"

// An input is a list of datagrams, each behind its length, four octets.

namespace nmsgxx::fuzz {
namespace {

/// Keeps the first copy of each piece, and joins them in their order.
class Model {
 public:
  void keep(const container::FragmentView& piece) {
    sets_[key(piece)].try_emplace(piece.current, piece.piece.begin(), piece.piece.end());
  }
  void drop(const container::FragmentView& piece) { sets_.erase(key(piece)); }
  std::vector<std::byte> joined(const container::FragmentView& piece) {
    std::vector<std::byte> out;
    for (const auto& [current, octets] : sets_[key(piece)]) out.insert(out.end(), octets.begin(), octets.end());
    return out;
  }

 private:
  using Key = std::pair<std::uint32_t, std::optional<std::uint32_t>>;
  static Key key(const container::FragmentView& piece) {
    return {piece.id, piece.has_crc ? std::optional(piece.crc) : std::nullopt};
  }
  std::map<Key, std::map<std::uint32_t, std::vector<std::byte>>> sets_;
};

class Joining {
 public:
  void receive(const Header& header, Bytes body) {
    require(test::judge_fragment({body.begin(), body.end()}).difference.empty(), "the protobuf library takes the same pieces");
    const auto piece = container::FragmentView::parse(body);
    if (!piece) return;
    const std::size_t before = pieces_.pending();
    const auto joined = pieces_.add(*piece, header.flags, {}, {});
    if (joined || pieces_.pending() < before) model_.keep(*piece);
    if (joined && *joined) {
      require(equal(**joined, model_.joined(*piece)), "a body is the first copies of its pieces in their order");
      require(!piece->has_crc || wire::crc32c(**joined) == piece->crc, "a body has the CRC of its pieces");
    }
    if (!joined ? pieces_.pending() < before : joined->has_value()) model_.drop(*piece);
  }

 private:
  container::Reassembler pieces_{DecodeLimits{}};
  Model model_;
};

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  constexpr DecodeLimits kTight{.inflated_octets = 1 << 16, .fragment_sets = 4, .fragment_octets = 2048};
  fuzz::Joining joining;
  // Making one is dear.  The sets of a run have a sender of their own, and are gone at its end.
  static ContainerDecoder decoder(kTight);
  static Sender sender;
  ++sender.high;
  ContainerDecoder::Clock::time_point now{};
  for (fuzz::Input input(data, size); !input.empty();) {
    const std::uint32_t length = input.number(4);
    const test::HeapPacket datagram(input.take(length));
    const auto header = parse_header(datagram.bytes());
    if (!header) continue;
    const Bytes body = datagram.bytes().subspan(header->size());
    if (header->fragment()) joining.receive(*header, body);
    decoder.decode(*header, body, {.high = sender.high, .low = length % 2}, now += std::chrono::seconds(1));
    fuzz::require(decoder.pending_fragments() <= kTight.fragment_sets, "the sets are within their limit");
  }
  decoder.expire_fragments(now + 2 * kTight.fragment_age);
  fuzz::require(decoder.pending_fragments() == 0, "all sets grow old");
  return 0;
}

#include <optional>
#include <utility>
#include <vector>

#include "fuzz/judge.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/framer.hpp"

// Streams: however they are cut they give the same, and of each body the protobuf library says whether it is well formed.

namespace nmsgxx::fuzz {
namespace {

const DecodeLimits kLimits{.container_octets = 1 << 16, .inflated_octets = 1 << 16};

/// Where containers began in the stream, whether they could be read, and how many payloads came out.
struct Found {
  std::size_t at;
  bool read;
  std::size_t payloads;
  friend bool operator==(const Found&, const Found&) = default;
};

bool well_formed(const Framing& found) {
  static BodyDecoder bodies(kLimits);
  const auto inflated = bodies.inflate(found.header, found.body);
  if (!inflated) return false;
  require(!found.header.zlib() || inflated->size() <= kLimits.inflated_octets, "inflated octets are within their limit");
  return judged(test::judge_container({inflated->begin(), inflated->end()}), *inflated);
}

class Reader {
 public:
  explicit Reader(Bytes stream) : stream_(stream) {}

  /// Sees so many more octets whenever it asks for more.
  std::vector<Found> read(std::size_t step) {
    std::size_t at = 0, seen = std::min(step, stream_.size());
    while (true) {
      const bool at_end = seen == stream_.size();
      // What is not there yet must not be looked at.
      const std::vector<std::byte> unread(stream_.begin() + static_cast<std::ptrdiff_t>(at),
                                          stream_.begin() + static_cast<std::ptrdiff_t>(seen));
      const auto octets = advance(unread, at_end, at);
      if (!octets) break;
      if (*octets > unread.size()) {
        require(!at_end, "nothing is asked for behind the end");
        seen = std::min(std::max(at + *octets, seen + step), stream_.size());
        // What was asked for does not come.
        continue;
      }
      require(*octets > 0, "there is a way on");
      at += *octets;
    }
    require(at == stream_.size(), "the stream is read to its end");
    return std::move(found_);
  }

 private:
  std::optional<std::size_t> advance(Bytes unread, bool at_end, std::size_t at) {
    const Framing found = frame(unread, at_end, kLimits.container_octets);
    if (found.kind == Framing::Kind::end) {
      // It may be that nothing has come yet.
      return at_end ? std::nullopt : std::optional(unread.size() + 1);
    }
    if (found.kind != Framing::Kind::container) return found.octets;
    // Once is enough: a piece that was taken is not the same for a second time.
    if (broken_ != at) {
      const auto view = decoder_.decode(found.header, found.body, {}, {});
      if (!found.header.fragment()) require(view.has_value() == well_formed(found), "what is well formed is read");
      if (view) {
        found_.push_back({at, true, *view ? (*view)->size() : 0});
        return found.octets;
      }
      broken_ = at;
    }
    const Framing way_on = skip_container(unread, at_end, found);
    if (way_on.kind == Framing::Kind::skip) found_.push_back({at, false, 0});
    return way_on.octets;
  }

  Bytes stream_;
  ContainerDecoder decoder_{kLimits};
  std::vector<Found> found_;
  std::optional<std::size_t> broken_;  // where a container could not be read, and the way on needs more octets
};

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  const auto stream = std::as_bytes(std::span(data, size));
  const auto whole = Reader(stream).read(size);
  require(Reader(stream).read(1 + size / 7) == whole, "a stream gives the same in pieces");
  return 0;
}

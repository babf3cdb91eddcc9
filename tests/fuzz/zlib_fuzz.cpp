#include <zlib.h>

#include <stdexcept>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/decoder.hpp"
#include "wire/zlib.hpp"

// An input is a body: the size that it says it has, four octets, and a zlib stream.  zlib itself is the judge of it.

namespace nmsgxx::fuzz {
namespace {

constexpr std::size_t kMost = 1 << 16;

/// zlib's own inflate, used again and again.
class Reference {
 public:
  Reference() {
    if (inflateInit(&stream_) != Z_OK) throw std::runtime_error("zlib does not begin");
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  ~Reference() { inflateEnd(&stream_); }

  /// Whether the stream gives exactly as many octets as there is room for.
  bool inflate(Bytes octets, std::span<std::byte> out) {
    std::byte nowhere{};
    inflateReset(&stream_);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(octets.data()));
    stream_.avail_in = static_cast<uInt>(octets.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.empty() ? &nowhere : out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    return ::inflate(&stream_, Z_FINISH) == Z_STREAM_END && stream_.avail_out == 0;
  }

 private:
  z_stream stream_{};
};

void check_inflate(Bytes stream, std::size_t size) {
  static wire::Inflater inflater;
  static Reference reference;
  std::vector<std::byte> ours(size), theirs(size);
  const bool taken = inflater.inflate(stream, ours);
  require(taken == reference.inflate(stream, theirs), "zlib takes the same streams");
  require(!taken || ours == theirs, "zlib makes the same of a stream");
}

void check_round_trip(Bytes octets) {
  static wire::Deflater deflater(wire::Deflater::kFastLevel);
  std::vector<std::byte> stream(deflater.bound(octets.size()));
  const std::size_t used = deflater.deflate(octets, stream);
  require(used <= stream.size(), "a stream is within its bound");
  stream.resize(used);
  check_inflate(stream, octets.size());
  std::vector<std::byte> back(octets.size());
  require(Reference().inflate(stream, back) && equal(back, octets), "what was deflated comes back");
}

void check_body(Bytes body) {
  static BodyDecoder bodies(DecodeLimits{.inflated_octets = kMost});
  const auto inflated = bodies.inflate({.flags = kFlagZlib, .length = static_cast<std::uint32_t>(body.size())}, body);
  require(!inflated || inflated->size() <= kMost, "inflated octets are within their limit");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  check_body(std::as_bytes(std::span(data, size)));
  Input input(data, size);
  const std::size_t inflated = input.number(4) % kMost;
  const auto stream = input.rest();
  check_inflate(stream, inflated);
  if (size < 256) check_round_trip(stream);
  return 0;
}

#include <zlib.h>

#include "base/assert.hpp"
#include "base/memory.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::wire {
namespace {

// zlib takes pointers to bytes that it does not change as non-const.
Bytef* input(Bytes bytes) noexcept {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}
Bytef* output(std::span<std::byte> bytes) noexcept {
  return reinterpret_cast<Bytef*>(bytes.data());
}

}  // namespace

struct Inflater::State {
  z_stream stream{};
  State() {
    if (inflateInit(&stream) != Z_OK) base::report_out_of_memory();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }
};

Inflater::Inflater() : state_(std::make_unique<State>()) {}
Inflater::~Inflater() = default;

bool Inflater::inflate(Bytes stream, std::span<std::byte> out) noexcept {
  z_stream& z = state_->stream;
  inflateReset(&z);
  z.next_in = input(stream);
  z.avail_in = static_cast<uInt>(stream.size());
  // zlib needs room even for an empty result.
  Bytef nothing = 0;
  z.next_out = out.empty() ? &nothing : output(out);
  z.avail_out = out.empty() ? 1 : static_cast<uInt>(out.size());
  return ::inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == out.size();
}

struct Deflater::State {
  z_stream stream{};
  explicit State(int level) {
    if (deflateInit(&stream, level) != Z_OK) base::report_out_of_memory();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { deflateEnd(&stream); }
};

Deflater::Deflater(int level) : state_(std::make_unique<State>(level)) {}
Deflater::~Deflater() = default;

std::size_t Deflater::bound(std::size_t size) const noexcept {
  return deflateBound(&state_->stream, size);
}

std::size_t Deflater::deflate(Bytes bytes, std::span<std::byte> out) noexcept {
  NMSGXX_ASSERT(out.size() >= bound(bytes.size()));
  z_stream& z = state_->stream;
  deflateReset(&z);
  z.next_in = input(bytes);
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = output(out);
  z.avail_out = static_cast<uInt>(out.size());
  ::deflate(&z, Z_FINISH);
  return z.total_out;
}

}  // namespace nmsgxx::wire

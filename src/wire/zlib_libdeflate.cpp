#include <libdeflate.h>

#include "base/assert.hpp"
#include "base/memory.hpp"
#include "wire/zlib.hpp"

namespace nmsgxx::wire {
namespace {

template <class T>
T* require(T* allocated) {
  if (allocated == nullptr) base::report_out_of_memory();
  return allocated;
}

}  // namespace

struct Inflater::State {
  libdeflate_decompressor* decompressor = require(libdeflate_alloc_decompressor());
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { libdeflate_free_decompressor(decompressor); }
};

Inflater::Inflater() : state_(std::make_unique<State>()) {}
Inflater::~Inflater() = default;

bool Inflater::inflate(Bytes stream, std::span<std::byte> out) noexcept {
  std::size_t read = 0;
  std::size_t written = 0;
  const auto result = libdeflate_zlib_decompress_ex(state_->decompressor, stream.data(), stream.size(), out.data(), out.size(),
                                                    &read, &written);
  return result == LIBDEFLATE_SUCCESS && written == out.size();
}

struct Deflater::State {
  explicit State(int level) : compressor(require(libdeflate_alloc_compressor(level))) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { libdeflate_free_compressor(compressor); }
  libdeflate_compressor* compressor;
};

Deflater::Deflater(int level) : state_(std::make_unique<State>(level)) {}
Deflater::~Deflater() = default;

std::size_t Deflater::bound(std::size_t size) const noexcept {
  return libdeflate_zlib_compress_bound(state_->compressor, size);
}

std::size_t Deflater::deflate(Bytes bytes, std::span<std::byte> out) noexcept {
  NMSGXX_ASSERT(out.size() >= bound(bytes.size()));
  return libdeflate_zlib_compress(state_->compressor, bytes.data(), bytes.size(), out.data(), out.size());
}

}  // namespace nmsgxx::wire

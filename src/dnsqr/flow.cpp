#include "dnsqr/flow.hpp"

#include <cstring>
#include <random>

namespace nmsgxx::dnsqr {
namespace {

__extension__ using Wide = unsigned __int128;

// Combines both halves of a product, which is the last step of wyhash (https://github.com/wangyi-fudan/wyhash).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::array<std::uint64_t, 2> make_key() {
  std::random_device device;
  std::array<std::uint64_t, 2> key{};
  for (std::uint64_t& word : key) word = std::uint64_t{device()} << 32 | device() | 1;
  return key;
}

}  // namespace

FlowHash::FlowHash() {
  static const auto key = make_key();
  key_ = key;
}

std::uint64_t FlowHash::mix(std::uint64_t hash, Bytes bytes) const noexcept {
  std::uint64_t word = 0;
  while (bytes.size() > sizeof word) {
    std::memcpy(&word, bytes.data(), sizeof word);
    hash = fold(word ^ key_[1], hash ^ key_[0]);
    bytes = bytes.subspan(sizeof word);
  }
  word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  return fold(word ^ key_[1], hash ^ key_[0] ^ bytes.size());
}

std::uint64_t FlowHash::of(const Flow& flow) const noexcept {
  return mix(key_[0], std::as_bytes(std::span(&flow, 1)));
}

std::uint64_t FlowHash::with(std::uint64_t flow_hash, const std::optional<dns::Question>& question) const noexcept {
  if (!question) return mix(flow_hash, {});
  const std::uint64_t kind = std::uint64_t{question->type} << 16 | question->class_;
  return mix(flow_hash ^ fold(kind, key_[1]), question->name);
}

}  // namespace nmsgxx::dnsqr

#include "container/packer.hpp"

#include <algorithm>
#include <random>

#include "container/payload_encoder.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx::container {
namespace {

using wire::varint_size;
using wire::write_varint;

// libnmsg's estimates (docs/wire-format.md, "Filling a container").
constexpr std::size_t kCrcEstimate = 6;
constexpr std::size_t kSequenceEstimate = 18;
constexpr std::size_t kFullMargin = 32;

// For the sequence number and the sequence id.
constexpr std::size_t kSequenceRoom = 2 + wire::kVarint32Max + wire::kVarintMax;

std::byte* write_uint(std::byte* out, std::uint32_t number, std::uint64_t value) noexcept {
  return write_varint(write_varint(out, number << 3), value);
}

std::uint64_t random64() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

constexpr std::size_t framed_size(std::size_t size) noexcept {
  return 1 + varint_size(size) + size;
}

// What framed_size() was made of.
constexpr std::size_t size_of_framed(std::size_t framed) noexcept {
  std::size_t length = 1;
  while (length < wire::kVarint32Max && framed > (std::size_t{1} << (7 * length)) + length) ++length;
  return framed - 1 - length;
}

}  // namespace

Packer::Packer(const WriterOptions& options, FilledSink& sink) : options_(options), sink_(sink), sequence_id_(random64()) {
  options_.limit = std::clamp(options_.limit, kLimitMin, kLimitMax);
  clear();
}

void Packer::clear() {
  filled_.octets.shrink();
  filled_.octets.resize(kHeaderSize);
  filled_.payloads = 0;
  filled_.too_large = false;
  crcs_.resize(0);
  estimate_ = kHeaderSize;
}

Result<void> Packer::add(const PayloadView& payload) {
  const std::size_t size = encoded_size(payload);
  if (is_full_for(size) && !empty()) {
    if (auto written = hand_on(false); !written) return written;
  }
  // With what follows a container's last payload: a large one is not copied again for it.
  std::byte* out = filled_.octets.room(framed_size(size) + kPayloadCrcRoom + kSequenceRoom);
  *out = kPayloadsKey;
  filled_.octets.commit(encode_payload(payload, write_varint(out + 1, size)));
  crcs_.commit(write_payload_crc(wire::crc32c(payload.bytes), crcs_.room(kPayloadCrcRoom)));
  ++filled_.payloads;
  estimate_ += framed_size(size) + kCrcEstimate;
  return must_go() ? hand_on(is_too_large()) : Result<void>{};
}

Result<void> Packer::add(const PayloadRun& run) {
  std::size_t from = 0;  // entries before it are in a container
  std::size_t begin = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    // Many at once, as long as the container is not full behind them.
    constexpr std::size_t kMany = 64;
    if (i + kMany <= run.size()) {
      const std::size_t end = run.ends()[i + kMany - 1].payload;
      const std::size_t estimate = estimate_ + end - begin + kMany * kCrcEstimate;
      if (!options_.unbuffered && estimate + kFullMargin < options_.limit) {
        estimate_ = estimate;
        begin = end;
        i += kMany - 1;
        continue;
      }
    }
    const std::size_t framed = run.ends()[i].payload - begin;
    begin += framed;
    if (is_full_for(size_of_framed(framed)) && !(empty() && from == i)) {
      append(run, from, i);
      if (auto written = hand_on(false); !written) return written;
      from = i;
    }
    estimate_ += framed + kCrcEstimate;
    if (must_go()) {
      append(run, from, i + 1);
      if (auto written = hand_on(is_too_large()); !written) return written;
      from = i + 1;
    }
  }
  append(run, from, run.size());
  return {};
}

void Packer::append(const PayloadRun& run, std::size_t from, std::size_t to) {
  if (from == to) return;
  const PayloadRun::Ends begin = from == 0 ? PayloadRun::Ends{} : run.ends()[from - 1];
  const PayloadRun::Ends end = run.ends()[to - 1];
  filled_.octets.append(run.payloads().subspan(begin.payload, end.payload - begin.payload));
  crcs_.append(run.crcs().subspan(begin.crc, end.crc - begin.crc));
  filled_.payloads += to - from;
}

bool Packer::is_full_for(std::size_t size) const noexcept {
  return estimate_ + size + kFullMargin >= options_.limit;
}

bool Packer::is_too_large() const noexcept {
  return estimate_ + (options_.sequence ? kSequenceEstimate : 0) > options_.limit;
}

bool Packer::must_go() const noexcept {
  return options_.unbuffered || is_too_large();
}

Result<void> Packer::flush() {
  return empty() ? Result<void>{} : hand_on(false);
}

Result<void> Packer::hand_on(bool too_large) {
  filled_.octets.append(crcs_.bytes());
  if (options_.sequence) {
    std::byte* out = filled_.octets.room(kSequenceRoom);
    out = write_uint(out, nmsg_field::kSequence, sequence_++);
    filled_.octets.commit(write_uint(out, nmsg_field::kSequenceId, sequence_id_));
  }
  filled_.too_large = too_large;
  auto taken = sink_.take(filled_);
  if (taken) ++containers_;
  clear();
  return taken;
}

}  // namespace nmsgxx::container

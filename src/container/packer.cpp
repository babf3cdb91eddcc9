#include "container/packer.hpp"

#include <algorithm>
#include <random>

#include "container/payload_encoder.hpp"
#include "nmsgxx/header.hpp"
#include "wire/writer.hpp"

namespace nmsgxx::container {
namespace {

using wire::varint_size;

// libnmsg's estimates (docs/wire-format.md, "Filling a container").
constexpr std::size_t kCrcEstimate = 6;
constexpr std::size_t kSequenceEstimate = 18;
constexpr std::size_t kFullMargin = 32;

// The most bytes that the sequence number and the sequence id take.
constexpr std::size_t kSequenceMax = 2 + wire::kVarint32Max + wire::kVarintMax;

std::uint64_t random64() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

// The size of a payload with its key and its length.
constexpr std::size_t entry_size(std::size_t size) noexcept {
  return 1 + varint_size(size) + size;
}

// The inverse of entry_size().
constexpr std::size_t size_of_entry(std::size_t entry) noexcept {
  std::size_t length = 1;
  while (length < wire::kVarint32Max && entry > (std::size_t{1} << (7 * length)) + length) ++length;
  return entry - 1 - length;
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
    if (auto written = pass_on(false); !written) return written;
  }
  // The room includes that for what follows the last payload, so that a large container is not copied again for it.
  std::byte* out = filled_.octets.room(entry_size(size) + kCrcFieldRoom + kSequenceMax);
  *out = kPayloadsKey;
  filled_.octets.commit(encode_payload(payload, wire::write_varint(out + 1, size)));
  crcs_.commit(write_crc_field(wire::crc32c(payload.bytes), crcs_.room(kCrcFieldRoom)));
  ++filled_.payloads;
  estimate_ += entry_size(size) + kCrcEstimate;
  return must_go() ? pass_on(is_too_large()) : Result<void>{};
}

Result<void> Packer::add(const PayloadRun& run) {
  std::size_t from = 0;  // the first entry that is not yet in a container
  std::size_t begin = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    // Takes many at once while the container is not full after them.
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
    const std::size_t entry = run.ends()[i].payload - begin;
    begin += entry;
    if (is_full_for(size_of_entry(entry)) && !(empty() && from == i)) {
      append(run, from, i);
      if (auto written = pass_on(false); !written) return written;
      from = i;
    }
    estimate_ += entry + kCrcEstimate;
    if (must_go()) {
      append(run, from, i + 1);
      if (auto written = pass_on(is_too_large()); !written) return written;
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
  return empty() ? Result<void>{} : pass_on(false);
}

Result<void> Packer::pass_on(bool too_large) {
  filled_.octets.append(crcs_.bytes());
  if (options_.sequence) {
    std::byte* out = filled_.octets.room(kSequenceMax);
    out = wire::write_varint_field(out, nmsg_field::kSequence, sequence_++);
    filled_.octets.commit(wire::write_varint_field(out, nmsg_field::kSequenceId, sequence_id_));
  }
  filled_.too_large = too_large;
  auto taken = sink_.take(filled_);
  if (taken) ++containers_;
  clear();
  return taken;
}

}  // namespace nmsgxx::container

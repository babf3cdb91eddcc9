#include "container/checked_payloads.hpp"

#include "base/endian.hpp"
#include "container/fields.hpp"
#include "container/payload_encoder.hpp"
#include "container/payload_parser.hpp"
#include "wire/crc32c.hpp"
#include "wire/cursor.hpp"
#include "wire/varint.hpp"

namespace nmsgxx::container {
namespace {

[[gnu::noinline]] const std::byte* parse_any_entry(const std::byte* at, const std::byte* end, PayloadView& out) {
  std::size_t length = 0;
  at = wire::read_length(at, end, length);
  return at == nullptr || parse_payload(at, at + length, out) ? nullptr : at + length;
}

// Whether a five-byte payload_crcs field with this CRC is there.
bool has_five_byte_crc(const std::byte* at, const std::byte* end, std::uint32_t crc) noexcept {
  constexpr std::uint64_t kField = (std::uint64_t{1} << (8 * kFiveByteCrcFieldSize)) - 1;
  if (end - at < static_cast<std::ptrdiff_t>(sizeof kField)) return false;
  return ((base::load_little<std::uint64_t>(at) ^ five_byte_crc_field(base::swap_bytes(crc))) & kField) == 0;
}

}  // namespace

Result<void> CheckedPayloads::read(Bytes body) {
  clear();
  if (read_in_one_pass(body)) return {};
  clear();
  return read_any(body);
}

void CheckedPayloads::clear() noexcept {
  payloads_.clear();
  bad_crcs_.clear();
  sequence_.reset();
  sequence_id_.reset();
}

// Reads all payloads, then their CRCs, then sequence numbers if there are any.  Returns false for anything else.
bool CheckedPayloads::read_in_one_pass(Bytes body) {
  const std::byte* const end = body.data() + body.size();
  const std::byte* at = read_payloads(body.data(), end);
  if (at != nullptr) at = compare_crcs(at, end);
  return at != nullptr && read_sequence(at, end);
}

// Computes the CRCs as well, while the bytes are in the cache.  They are kept in stored_crc until the stored ones are read.
const std::byte* CheckedPayloads::read_payloads(const std::byte* at, const std::byte* end) {
  while (at != end && *at == kPayloadsKey) {
    PayloadView& payload = payloads_.emplace_back();
    const std::byte* const next = parse_canonical_entry(at + 1, end, payload);
    at = next != nullptr ? next : parse_any_entry(at + 1, end, payload);
    if (at == nullptr) return nullptr;
    payload.stored_crc = wire::crc32c(payload.bytes);
  }
  return at;
}

const std::byte* CheckedPayloads::compare_crcs(const std::byte* at, const std::byte* end) {
  std::size_t good = 0;
  std::size_t i = 0;
  for (; i < payloads_.size() && at != end && *at == kPayloadCrcsKey; ++i) {
    PayloadView& payload = payloads_[i];
    payload.has_crc = true;
    if (has_five_byte_crc(at, end, payload.stored_crc)) [[likely]] {
      at += kFiveByteCrcFieldSize;
    } else {
      std::uint64_t value = 0;
      at = wire::read_varint(at + 1, end, value);
      if (at == nullptr) return nullptr;
      const std::uint32_t stored = base::swap_bytes(static_cast<std::uint32_t>(value));
      if (stored != payload.stored_crc) {
        bad_crcs_.push_back({payload.stored_crc, stored, good});
        continue;
      }
    }
    if (good != i) payloads_[good] = payload;
    ++good;
  }
  for (; i < payloads_.size(); ++i) {
    payloads_[good] = payloads_[i];
    payloads_[good++].stored_crc = 0;
  }
  payloads_.resize(good);
  return at;
}

bool CheckedPayloads::read_sequence(const std::byte* at, const std::byte* end) noexcept {
  wire::Field field;
  for (wire::Cursor cursor(at, end); !cursor.done();) {
    if (cursor.next(field)) return false;
    if (field.is(nmsg_field::kSequence, wire::WireType::varint)) {
      sequence_ = static_cast<std::uint32_t>(field.value);
    } else if (field.is(nmsg_field::kSequenceId, wire::WireType::varint)) {
      sequence_id_ = field.value;
    } else {
      return false;
    }
  }
  return true;
}

Result<void> CheckedPayloads::read_any(Bytes body) {
  const auto container = ContainerView::parse(body);
  if (!container) return tl::unexpected(container.error());
  sequence_ = container->sequence();
  sequence_id_ = container->sequence_id();
  for (const PayloadView& payload : *container) {
    const std::uint32_t computed = payload.has_crc ? wire::crc32c(payload.bytes) : 0;
    if (payload.has_crc && computed != payload.stored_crc) {
      bad_crcs_.push_back({computed, payload.stored_crc, payloads_.size()});
    } else {
      payloads_.push_back(payload);
    }
  }
  return {};
}

}  // namespace nmsgxx::container

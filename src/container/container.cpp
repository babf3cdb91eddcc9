#include "nmsgxx/container.hpp"

#include "base/endian.hpp"
#include "container/fields.hpp"
#include "container/payload_parser.hpp"
#include "wire/cursor.hpp"

namespace nmsgxx {
namespace {

using wire::Cursor;
using wire::Field;
using wire::WireType;
namespace nmsg_field = container::nmsg_field;

using container::kPayloadCrcsKey;
using container::kPayloadsKey;

// Returns the value of a payloads field that begins at `at`; empty when there is another field, or its key has more than one
// byte.
Bytes payload_at(const std::byte* at, const std::byte* end) noexcept {
  if (*at != kPayloadsKey) return {};
  std::size_t length = 0;
  const std::byte* begin = wire::read_length(at + 1, end, length);
  return begin == nullptr ? Bytes{} : Bytes{begin, length};
}

// Returns the end of an unpacked payload_crcs field that begins at `at`; null when there is another field.
const std::byte* end_of_crc(const std::byte* at, const std::byte* end) noexcept {
  std::uint64_t value = 0;
  return *at == kPayloadCrcsKey ? wire::read_varint(at + 1, end, value) : nullptr;
}

/// The varints of a packed field.
struct Packed {
  std::size_t count = 0;
  const std::byte* malformed = nullptr;  // the first one that is
};

Packed count_packed(Bytes packed) noexcept {
  const std::byte* at = packed.data();
  const std::byte* end = at + packed.size();
  std::size_t count = 0;
  for (std::uint64_t value = 0; at != end; ++count) {
    const std::byte* const next = wire::read_varint(at, end, value);
    if (next == nullptr) return {count, at};
    at = next;
  }
  return {count};
}

}  // namespace

Result<ContainerView> ContainerView::parse(Bytes body) {
  ContainerView view;
  view.body_ = body;
  const std::byte* const begin = body.data();
  const std::byte* const end = begin + body.size();
  const auto error = [begin](Errc code, const std::byte* at) { return fail(code, static_cast<std::uint64_t>(at - begin)); };

  Cursor cursor(body);
  Field field;
  while (!cursor.done()) {
    const std::byte* at = cursor.at();
    if (const Bytes payload = payload_at(at, end);
        !payload.empty() && container::is_canonical_payload(payload.data(), payload.data() + payload.size())) {
      ++view.payload_count_;
      cursor = Cursor(payload.data() + payload.size(), end);
      continue;
    }
    if (const std::byte* crc_end = end_of_crc(at, end)) {
      if (view.crc_count_++ == 0) view.first_crc_ = static_cast<std::size_t>(at - begin);
      cursor = Cursor(crc_end, end);
      continue;
    }
    if (const auto code = cursor.next(field)) return error(*code, cursor.at());
    if (field.is(nmsg_field::kPayloads, WireType::bytes)) {
      PayloadView ignored;
      const std::byte* payload = field.bytes.data();
      if (const auto fault = container::parse_payload(payload, payload + field.bytes.size(), ignored)) {
        return error(fault->code, fault->at);
      }
      ++view.payload_count_;
    } else if (field.number == nmsg_field::kPayloadCrcs) {
      std::size_t count = field.type == WireType::varint ? 1 : 0;
      if (field.type == WireType::bytes) {
        const Packed packed = count_packed(field.bytes);
        if (packed.malformed != nullptr) return error(Errc::bad_varint, packed.malformed);
        count = packed.count;
      }
      if (view.crc_count_ == 0 && count > 0) view.first_crc_ = static_cast<std::size_t>(at - begin);
      view.crc_count_ += count;
    } else if (field.is(nmsg_field::kSequence, WireType::varint)) {
      view.sequence_ = static_cast<std::uint32_t>(field.value);
    } else if (field.is(nmsg_field::kSequenceId, WireType::varint)) {
      view.sequence_id_ = field.value;
    }
  }
  return view;
}

ContainerView::Iterator ContainerView::begin() const noexcept {
  return Iterator(*this);
}

ContainerView::Iterator::Iterator(const ContainerView& view) noexcept
    : payload_at_(view.body_.data()),
      crc_at_(view.body_.data() + view.first_crc_),
      end_(view.body_.data() + view.body_.size()),
      left_(view.payload_count_),
      crcs_left_(view.crc_count_) {
  if (left_ > 0) load();
}

ContainerView::Iterator& ContainerView::Iterator::operator++() noexcept {
  if (--left_ > 0) load();
  return *this;
}

// parse() has found everything in these bytes that is searched for here.  Bytes that have changed since, as those of a mapped
// file may, give fewer payloads.
void ContainerView::Iterator::load() noexcept {
  payload_ = PayloadView{};
  Bytes message = payload_at(payload_at_, end_);
  if (message.empty()) {
    Cursor cursor(payload_at_, end_);
    Field field;
    while (!field.is(nmsg_field::kPayloads, WireType::bytes)) {
      if (cursor.done() || cursor.next(field)) {
        left_ = 0;
        return;
      }
    }
    message = field.bytes;
  }
  payload_at_ = message.data() + message.size();
  container::parse_payload(message.data(), payload_at_, payload_);
  if (crcs_left_ > 0) load_crc();
}

// The CRC is stored with its bytes swapped (docs/wire-format.md, "CRCs").
void ContainerView::Iterator::load_crc() noexcept {
  std::uint64_t value = 0;
  if (packed_end_ == nullptr && crc_at_ != end_ && *crc_at_ == kPayloadCrcsKey) {
    crc_at_ = wire::read_varint(crc_at_ + 1, end_, value);
  } else {
    if (packed_end_ == nullptr && !find_crc(value)) crc_at_ = nullptr;
    if (packed_end_ != nullptr) crc_at_ = wire::read_varint(crc_at_, packed_end_, value);
    if (crc_at_ == packed_end_) packed_end_ = nullptr;
  }
  crcs_left_ = crc_at_ == nullptr ? 0 : crcs_left_ - 1;
  payload_.stored_crc = base::swap_bytes(static_cast<std::uint32_t>(value));
  payload_.has_crc = crc_at_ != nullptr;
}

// Finds the next payload_crcs field that is not empty, and sets its value or, if it is packed, its bounds.
bool ContainerView::Iterator::find_crc(std::uint64_t& value) noexcept {
  Cursor cursor(crc_at_, end_);
  Field field;
  do {
    if (cursor.done() || cursor.next(field)) return false;
  } while (field.number != nmsg_field::kPayloadCrcs || (field.type == WireType::bytes && field.bytes.empty()) ||
           (field.type != WireType::varint && field.type != WireType::bytes));
  crc_at_ = cursor.at();
  value = field.value;
  if (field.type == WireType::bytes) {
    packed_end_ = crc_at_;
    crc_at_ = field.bytes.data();
  }
  return true;
}

}  // namespace nmsgxx

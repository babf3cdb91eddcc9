#include "container/judge.hpp"

#include <algorithm>

#include "base/endian.hpp"
#include "container/fragment.hpp"
#include "nmsgxx/container.hpp"
#include "proto/nmsg.pb.h"
#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

// What ParseFromArray does, without its words on stderr about missing fields.
template <class Message>
bool read(Message& message, const Octets& bytes) {
  return message.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size())) && message.IsInitialized();
}

bool equal(Bytes a, Bytes b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool equal(const PayloadView& ours, const nmsg::NmsgPayload& theirs) {
  return ours.type == MessageType{theirs.vid(), theirs.msgtype()} && ours.time_sec == theirs.time_sec() &&
         ours.time_nsec == theirs.time_nsec() && ours.has_bytes == theirs.has_payload() &&
         equal(ours.bytes, as_bytes(theirs.payload())) && ours.has_source == theirs.has_source() &&
         ours.source == theirs.source() && ours.has_operator == theirs.has_operator_() &&
         ours.operator_ == theirs.operator_() && ours.has_group == theirs.has_group() && ours.group == theirs.group();
}

bool equal_crc(const PayloadView& ours, const nmsg::Nmsg& theirs, int index) {
  if (index >= theirs.payload_crcs_size()) return !ours.has_crc;
  return ours.has_crc && ours.stored_crc == base::swap_bytes(theirs.payload_crcs(index));
}

std::string difference(const ContainerView& ours, const nmsg::Nmsg& theirs) {
  if (ours.size() != static_cast<std::size_t>(theirs.payloads_size())) return "the number of payloads";
  if (ours.sequence().has_value() != theirs.has_sequence() || ours.sequence().value_or(0) != theirs.sequence() ||
      ours.sequence_id().has_value() != theirs.has_sequence_id() || ours.sequence_id().value_or(0) != theirs.sequence_id()) {
    return "the sequence";
  }
  int index = 0;
  for (const PayloadView& payload : ours) {
    if (!equal(payload, theirs.payloads(index))) return "payload " + std::to_string(index);
    if (!equal_crc(payload, theirs, index)) return "CRC " + std::to_string(index);
    ++index;
  }
  return index == theirs.payloads_size() ? "" : "the number of payloads on the way";
}

std::string difference(const container::FragmentView& ours, const nmsg::NmsgFragment& theirs) {
  const bool same = ours.id == theirs.id() && ours.current == theirs.current() && ours.last == theirs.last() &&
                    equal(ours.piece, as_bytes(theirs.fragment())) && ours.has_crc == theirs.has_crc() &&
                    ours.crc == base::swap_bytes(theirs.crc());
  return same ? "" : "a field";
}

template <class View, class Message>
Verdict judge(const Octets& body) {
  static Message theirs;  // static so that its memory is reused: fuzzers call this often
  Verdict out{.accepted = read(theirs, body), .difference = {}};
  const Octets exact(body);  // on the heap without spare capacity, so that a sanitizer finds reads beyond the end
  const auto ours = View::parse(exact);
  if (out.accepted != ours.has_value()) {
    out.difference = out.accepted ? "rejected: " + std::string(to_string(ours.error().code)) : "accepted";
  } else if (ours) {
    out.difference = difference(*ours, theirs);
  } else if (ours.error().offset > body.size()) {
    out.difference = "an offset beyond the end";
  }
  return out;
}

}  // namespace

Verdict judge_container(const Octets& body) {
  return judge<ContainerView, nmsg::Nmsg>(body);
}

Verdict judge_fragment(const Octets& body) {
  return judge<container::FragmentView, nmsg::NmsgFragment>(body);
}

}  // namespace nmsgxx::test

#include "container/checked_payloads.hpp"
#include "fuzz/judge.hpp"

// Bodies: the protobuf library, ContainerView and CheckedPayloads find the same in them.

namespace nmsgxx::fuzz {
namespace {

bool same_payload(const PayloadView& a, const PayloadView& b) {
  return a.type == b.type && a.time_sec == b.time_sec && a.time_nsec == b.time_nsec && a.has_source == b.has_source &&
         a.source == b.source && a.has_operator == b.has_operator && a.operator_ == b.operator_ && a.has_group == b.has_group &&
         a.group == b.group && a.has_bytes == b.has_bytes && a.bytes.data() == b.bytes.data() &&
         a.bytes.size() == b.bytes.size() && a.has_crc == b.has_crc && a.stored_crc == b.stored_crc;
}

void check_payloads(container::CheckedPayloads& checked, Bytes body) {
  const auto view = ContainerView::parse(body);
  const auto read = checked.read(body);
  require(view.has_value() == read.has_value(), "a container is taken by both or by none");
  if (!view) {
    require(view.error().code == read.error().code && view.error().offset == read.error().offset, "errors are the same");
    return;
  }
  require(checked.sequence() == view->sequence() && checked.sequence_id() == view->sequence_id(), "sequences are the same");
  std::size_t good = 0, bad = 0;
  for (const PayloadView& payload : *view) {
    if (payload.check_crc() == CrcVerdict::bad) {
      ++bad;
    } else {
      require(good < checked.payloads().size() && same_payload(checked.payloads()[good], payload), "payloads are the same");
      ++good;
    }
  }
  require(good == checked.payloads().size() && bad == checked.bad_crcs().size(), "there are as many payloads");
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  static container::CheckedPayloads checked;
  const Bytes body = std::as_bytes(std::span(data, size));
  const test::Octets octets(body.begin(), body.end());
  fuzz::judged(test::judge_container(octets), body);
  fuzz::check_payloads(checked, body);
  return 0;
}

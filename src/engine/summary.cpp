#include "nmsgxx/summary.hpp"

#include "nmsgxx/sequence.hpp"

namespace nmsgxx {
namespace {

void add(const PayloadView& payload, Summary& summary) {
  const std::uint64_t size = payload.bytes.size();
  const Time time{payload.time_sec, payload.time_nsec};
  if (summary.payloads.count == 0) summary.first = summary.last = time;
  summary.first = std::min(summary.first, time);
  summary.last = std::max(summary.last, time);
  summary.payloads.add(size);
  summary.types.add({payload.type.vid, payload.type.msgtype}, size);
  if (payload.has_source) summary.sources.add(payload.source, size);
  if (payload.has_operator) summary.operators.add(payload.operator_, size);
  if (payload.has_group) summary.groups.add(payload.group, size);
  switch (payload.check_crc()) {
    case CrcVerdict::bad: ++summary.bad_crc; break;
    case CrcVerdict::absent: ++summary.without_crc; break;
    case CrcVerdict::good: break;
  }
}

void add(const ContainerView& container, const Header& header, Summary& summary) {
  const std::uint64_t size = container.body().size();
  summary.containers.add(size);
  ++summary.versions[header.version];
  if (header.zlib()) {
    ++summary.compressed;
    summary.deflated_octets += header.size() + header.length;
    summary.inflated_octets += size;
  }
  if (container.sequence_id()) summary.sequences.add(*container.sequence_id(), size);
}

}  // namespace

Result<void> summarize(ContainerSource& source, Summary& summary) {
  SequenceTracker tracker(Tallies<std::uint64_t>::kKeysMax);
  std::int64_t missing = 0;
  Time before;
  ContainerView container;
  while (true) {
    const auto state = source.next(container);
    if (!state) return tl::unexpected(state.error());
    if (*state != SourceState::ready) return {};
    add(container, source.last().header, summary);
    if (container.sequence() && container.sequence_id()) {
      missing += tracker.update({}, *container.sequence_id(), *container.sequence(), SequenceTracker::Clock::now());
      summary.missing = static_cast<std::uint64_t>(std::max<std::int64_t>(missing, 0));
    }
    for (const PayloadView& payload : container) {
      const Time time{payload.time_sec, payload.time_nsec};
      summary.in_order = summary.in_order && (summary.payloads.count == 0 || time >= before);
      before = time;
      add(payload, summary);
    }
  }
}

}  // namespace nmsgxx

#include "container/reader.hpp"

#include <doctest/doctest.h>

#include "container/describe.hpp"

namespace nmsgxx::test {
namespace {

constexpr ContainerDecoder::Clock::time_point kNow{};

void deliver(const ContainerView& view, Reading& reading) {
  ++reading.containers;
  for (const PayloadView& payload : view) {
    if (payload.check_crc() == CrcVerdict::bad) {
      ++reading.bad_crcs;
    } else {
      reading.payloads.push_back(describe(payload));
    }
  }
}

}  // namespace

void StreamReader::feed(Bytes octets) {
  unread_.insert(unread_.end(), octets.begin(), octets.end());
  if (unread_.size() >= wanted_) advance(false);
}

const Reading& StreamReader::finish() {
  advance(true);
  return reading_;
}

void StreamReader::advance(bool at_end) {
  std::size_t at = 0;
  while (true) {
    const Bytes rest = Bytes(unread_).subspan(at);
    const Framing found = frame(rest, at_end, limits_.container_octets);
    if (found.kind == Framing::Kind::end) break;
    std::size_t octets = found.octets;
    if (found.kind == Framing::Kind::container) {
      octets = take(found, at_end);
    } else if (found.kind == Framing::Kind::skip) {
      REQUIRE(found.error.has_value());
      reading_.skipped_octets += octets;
    }
    if (octets > rest.size()) {
      REQUIRE_FALSE(at_end);
      wanted_ = octets;
      break;
    }
    REQUIRE(octets > 0);
    at += octets;
    wanted_ = 1;
  }
  unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(at));
}

// Returns the number of bytes that were handled, or, if it is more than there are, the number that is needed.
std::size_t StreamReader::take(const Framing& found, bool at_end) {
  const Bytes rest(found.body.data() - found.header.size(), unread_.data() + unread_.size());
  const auto view = decoder_.decode(found.header, found.body, {}, kNow);
  if (view) {
    if (*view) deliver(**view, reading_);
    return found.octets;
  }
  const Framing way_on = skip_container(rest, at_end, found);
  if (way_on.kind == Framing::Kind::skip) {
    ++reading_.refused;
    reading_.skipped_octets += way_on.octets;
  }
  return way_on.octets;
}

void DatagramReader::receive(Bytes datagram) {
  const auto header = parse_header(datagram);
  if (!header || header->version != 2 || header->size() + header->length != datagram.size()) {
    ++reading_.refused;
    return;
  }
  const auto view = decoder_.decode(*header, datagram.subspan(header->size()), {}, kNow);
  if (!view) ++reading_.refused;
  if (!view || !*view) return;
  deliver(**view, reading_);
  if ((*view)->sequence() && (*view)->sequence_id()) {
    reading_.lost += tracker_.update({}, *(*view)->sequence_id(), *(*view)->sequence(), kNow);
  }
}

}  // namespace nmsgxx::test

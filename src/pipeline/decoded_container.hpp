#pragma once

#include <cstddef>

#include "container/checked_payloads.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::pipeline {

/// A container's payloads, or what is wrong with it; its memory is kept from one to the next.
struct DecodedContainer {
  explicit DecodedContainer(const DecodeLimits& limits) : bodies(limits) {}

  BodyDecoder bodies;
  container::CheckedPayloads payloads;
  Result<SequenceNumbers> outcome;  ///< for ContainerSource::decoded()

  /// Whether something of it cannot be given out.
  bool faulty() const noexcept { return !outcome || !payloads.bad_crcs().empty(); }

  /// @return octets of its body
  std::size_t decode(const RawContainer& container) {
    const auto body = bodies.inflate(container.header, container.body);
    outcome = body.and_then([&](Bytes octets) { return payloads.read(octets); }).map([&] {
      return SequenceNumbers{payloads.sequence(), payloads.sequence_id()};
    });
    return body ? body->size() : 0;
  }
};

}  // namespace nmsgxx::pipeline

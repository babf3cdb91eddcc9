#pragma once

#include <algorithm>
#include <cstddef>

#include "container/checked_payloads.hpp"
#include "nmsgxx/container_batch.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::engine {

/// A container's payloads, or what is wrong with it; its memory is kept from one to the next, but for that of a large body.
struct DecodedContainer {
  explicit DecodedContainer(const DecodeLimits& limits) : bodies(limits) {}

  BodyDecoder bodies;
  container::CheckedPayloads payloads;
  Result<SequenceNumbers> outcome;  ///< for ContainerSource::account()
  std::size_t octets = 0;           ///< of its body and of views of it

  /// Whether something of it cannot be given out.
  bool faulty() const noexcept { return !outcome || !payloads.bad_crcs().empty(); }

  void decode(const RawContainer& container) {
    const auto body = container.refused == nullptr ? bodies.inflate(container.header, container.body)
                                                   : tl::unexpected(container.refused->error);
    outcome = body.and_then([&](Bytes inflated) { return payloads.read(inflated); }).map([&] {
      return SequenceNumbers{payloads.sequence(), payloads.sequence_id()};
    });
    octets = body ? body->size() + payloads.payloads().size() * sizeof(PayloadView) : 0;
  }
};

}  // namespace nmsgxx::engine

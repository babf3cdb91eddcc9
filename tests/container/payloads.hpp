#pragma once

#include <cstdint>
#include <vector>

#include "nmsgxx/payload.hpp"
#include "proto/nmsg.pb.h"
#include "support/octets.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {

/// A payload to be written, which owns its message.
struct OwnedPayload {
  PayloadView head;
  Octets octets;

  PayloadView view() const {
    PayloadView out = head;
    if (out.has_bytes) out.bytes = octets;
    return out;
  }
};

/// Any combination of fields, with numbers of any width.
OwnedPayload random_payload(Random& random, std::size_t size);

/// As the protobuf library knows it.
nmsg::NmsgPayload message_of(const PayloadView& payload);

/// A body with these payloads and their CRCs.
nmsg::Nmsg message_of(const std::vector<OwnedPayload>& payloads);

}  // namespace nmsgxx::test

#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "nmsgxx/container_source.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::test {

/// Collects the reports of a source, and what it returns.
struct Collector {
  std::vector<Error> reports;
  std::vector<PayloadView>
      payloads;  ///< those with a correct CRC, without their bytes, which live only as long as the container
  std::size_t containers = 0;

  Report report() {
    return [this](const Error& error) { reports.push_back(error); };
  }

  void take(const ContainerView& container) {
    ++containers;
    for (PayloadView payload : container) {
      if (payload.check_crc() == CrcVerdict::bad) continue;
      payload.bytes = {};
      payloads.push_back(payload);
    }
  }

  /// Reads until a container has a payload of the type, which is not kept.
  ///
  /// @return false when the source ended before
  bool read_until(ContainerSource& source, MessageType last) {
    while (true) {
      ContainerView container;
      const auto state = source.next(container);
      REQUIRE(state.has_value());
      if (*state != SourceState::ready) return false;
      take(container);
      if (payloads.empty() || payloads.back().type != last) continue;
      payloads.pop_back();
      --containers;
      return true;
    }
  }

  /// Reads until the source ends or is woken, and returns which.
  SourceState read_all(ContainerSource& source) {
    while (true) {
      ContainerView container;
      const auto state = source.next(container);
      REQUIRE(state.has_value());
      if (*state != SourceState::ready) return *state;
      take(container);
    }
  }
};

}  // namespace nmsgxx::test

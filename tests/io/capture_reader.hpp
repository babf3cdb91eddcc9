#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "io/descriptor.hpp"
#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/five_tuple.hpp"
#include "support/folder.hpp"
#include "support/pipe.hpp"

namespace nmsgxx::test {

/// A frame that owns its bytes.
struct OwnedFrame {
  Octets bytes;
  std::uint32_t original_length = 0;
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;

  friend bool operator==(const OwnedFrame&, const OwnedFrame&) = default;
};

/// What a packet source returned up to its end, an error or the wake-up.
struct CaptureReading {
  std::vector<OwnedFrame> frames;
  std::optional<Error> error;
  std::optional<SourceState> state;

  void take(std::span<const Frame> batch) {
    CHECK(!batch.empty());
    CHECK(batch.size() <= kBatchSize);
    for (const Frame& frame : batch) {
      frames.push_back(
          {Octets(frame.bytes.begin(), frame.bytes.end()), frame.original_length, frame.time_sec, frame.time_nsec});
    }
  }
};

inline CaptureReading read_all(PacketSource& source) {
  CaptureReading reading;
  while (true) {
    std::span<const Frame> batch;
    const auto state = source.next(batch);
    if (!state) {
      reading.error = state.error();
      return reading;
    }
    if (*state != SourceState::ready) {
      reading.state = *state;
      return reading;
    }
    reading.take(batch);
  }
}

/// Opens a file with this content, of which `head` bytes were read before.
inline Result<std::unique_ptr<PacketSource>> open_capture(Bytes content, const Wakeup& wakeup, const std::string& filter = {},
                                                          std::size_t head = 4) {
  const Folder folder;
  const int descriptor = open(folder.file("capture", content).c_str(), O_RDONLY | O_CLOEXEC);
  head = std::min(head, content.size());
  lseek(descriptor, static_cast<off_t>(head), SEEK_SET);
  return make_capture_source(descriptor, Octets(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(head)), filter,
                             wakeup);
}

}  // namespace nmsgxx::test

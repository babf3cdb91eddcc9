#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/capture_source.hpp"

// Captures: from a file and from a pipe come the same frames.

namespace nmsgxx::fuzz {
namespace {

/// All that a source gave.
struct Reading {
  bool opened = false;
  bool ended = false;
  std::vector<std::string> frames;
  friend bool operator==(const Reading&, const Reading&) = default;
};

std::string described(const Frame& frame) {
  return std::to_string(frame.time_sec) + '.' + std::to_string(frame.time_nsec) + ' ' + std::to_string(frame.original_length) +
         ' ' + std::string(text_of(frame.bytes));
}

Reading read(int descriptor) {
  static const Wakeup wakeup;
  Reading reading;
  const auto source = make_capture_source(descriptor, {}, "", wakeup);
  if (!source) return reading;
  reading.opened = true;
  while (true) {
    std::span<const Frame> frames;
    const auto state = (*source)->next(frames);
    if (!state || *state != SourceState::ready) {
      reading.ended = state.has_value();
      return reading;
    }
    for (const Frame& frame : frames) reading.frames.push_back(described(frame));
  }
}

bool write_all(int descriptor, Bytes octets) {
  return write(descriptor, octets.data(), octets.size()) == static_cast<ssize_t>(octets.size());
}

int file_of(Bytes octets) {
  const int descriptor = memfd_create("capture", MFD_CLOEXEC);
  require(descriptor >= 0 && write_all(descriptor, octets) && lseek(descriptor, 0, SEEK_SET) == 0, "a file can be made");
  return descriptor;
}

int pipe_of(Bytes octets) {
  std::array<int, 2> ends;
  require(pipe2(ends.data(), O_CLOEXEC) == 0 && write_all(ends[1], octets), "a pipe can be made");
  close(ends[1]);
  return ends[0];
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx::fuzz;
  constexpr std::size_t kPipeRoom = 1 << 16;
  if (size > kPipeRoom) return 0;
  const auto octets = std::as_bytes(std::span(data, size));
  require(read(file_of(octets)) == read(pipe_of(octets)), "a file and a pipe give the same");
  return 0;
}

#include "sample.hpp"

#include <stdexcept>
#include <utility>

#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/header.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/link.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/packet_message.hpp"
#include "nmsgxx/writer.hpp"

namespace nmsgxx::bench {
namespace {

std::string g_capture = NMSGXX_BENCH_CAPTURE;

// Small captures are repeated until they have this many packets, which fill a container.
constexpr std::size_t kPackets = 2048;

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(g_capture + ": " + result.error().message());
  return std::move(*result);
}

class MemorySink final : public Sink {
 public:
  explicit MemorySink(std::vector<std::byte>& out) : out_(out) {}
  Result<void> write(Bytes bytes) override {
    if (out_.empty()) out_.assign(bytes.begin() + kHeaderSize, bytes.end());
    return {};
  }
  Result<void> flush() override { return {}; }
  const SinkStats& stats() const noexcept override { return stats_; }

 private:
  std::vector<std::byte>& out_;
  SinkStats stats_;
};

struct Place {
  std::size_t from;
  std::size_t size;
};

std::vector<Place> read_packets(std::vector<std::byte>& bytes) {
  const Wakeup wakeup;
  auto opened = require(open_input(g_capture, wakeup));
  auto source = require(make_capture_source(opened.descriptor, std::move(opened.head), "", wakeup));
  std::vector<Place> places;
  std::span<const Frame> frames;
  while (require(source->next(frames)) == SourceState::ready) {
    for (const Frame& frame : frames) {
      const auto packet = ip_packet(source->link(), frame.bytes);
      if (!packet || !frame.complete()) continue;
      places.push_back({bytes.size(), packet->size()});
      bytes.insert(bytes.end(), packet->begin(), packet->end());
    }
  }
  if (places.empty()) throw std::runtime_error(g_capture + ": no packets");
  return places;
}

Sample load() {
  Sample sample;
  const auto places = read_packets(sample.packet_bytes);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < kPackets; ++i) {
    const Place& place = places[i % places.size()];
    sample.packets.push_back(Bytes(sample.packet_bytes).subspan(place.from, place.size));
    append_packet_message(sample.packets.back(), sample.messages);
    ends.push_back(sample.messages.size());
  }
  std::size_t from = 0;
  for (const std::size_t end : ends) {
    PayloadView payload{.time_sec = 1700000000, .time_nsec = 123456789, .type = kBasePacket};
    payload.bytes = Bytes(sample.messages).subspan(from, end - from);
    payload.has_bytes = true;
    sample.payloads.push_back(payload);
    from = end;
  }
  MemorySink sink(sample.container);
  ContainerWriter writer({}, sink);
  for (const PayloadView& payload : sample.payloads) require(writer.add(payload).map([] { return 0; }));
  require(writer.flush().map([] { return 0; }));
  return sample;
}

}  // namespace

void use_capture(std::string path) {
  g_capture = std::move(path);
}

const Sample& Sample::get() {
  static const Sample sample = load();
  return sample;
}

}  // namespace nmsgxx::bench

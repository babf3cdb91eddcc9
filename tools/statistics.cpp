#include "statistics.hpp"

#include <iterator>

#include <fmt/format.h>

#include "nmsgxx/decoder.hpp"

namespace nmsgxx::tools {
namespace {

struct Limit {
  const char* key;   // in JSON
  const char* text;  // for people
  Counter BoundStats::*counter;
};

constexpr Limit kLimits[] = {
    {"container", "containers too long", &BoundStats::container},
    {"inflated", "containers inflating to too much", &BoundStats::inflated},
    {"payloads", "containers with too many payloads", &BoundStats::payloads},
    {"fragments", "fragments of messages with too many", &BoundStats::fragments},
    {"sender_reassembly", "messages dropped for others of their sender", &BoundStats::sender},
    {"reassembly", "messages dropped for others", &BoundStats::reassembly},
    {"sources", "sources forgotten", &BoundStats::sources},
    {"lines", "lines too long", &BoundStats::lines},
};

struct Figure {
  const char* key;
  Counter SourceStats::*counter;
};

constexpr Figure kFigures[] = {
    {"octets", &SourceStats::octets},
    {"containers", &SourceStats::containers},
    {"fragments", &SourceStats::fragments},
    {"missing_containers", &SourceStats::lost_containers},
    {"skipped_containers", &SourceStats::skipped_containers},
    {"skipped_octets", &SourceStats::skipped_octets},
    {"incomplete_messages", &SourceStats::lost_fragments},
    {"kernel_drops", &SourceStats::kernel_drops},
    {"unread", &SourceStats::unread},
    {"frames", &SourceStats::frames},
    {"cut_frames", &SourceStats::cut_frames},
};

}  // namespace

std::string limits_hit(const BoundStats& bounds) {
  std::string text;
  for (const Limit& limit : kLimits) {
    const std::uint64_t times = (bounds.*limit.counter).value();
    if (times > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", limit.text, times);
  }
  return text;
}

std::string json_members(std::span<const SourceStats* const> inputs) {
  std::string out;
  for (const Figure& figure : kFigures) {
    std::uint64_t sum = 0;
    for (const SourceStats* input : inputs) sum += (input->*figure.counter).value();
    out += fmt::format(R"("{}":{},)", figure.key, sum);
  }
  out += R"("limits":{)";
  for (const Limit& limit : kLimits) {
    std::uint64_t sum = 0;
    for (const SourceStats* input : inputs) sum += (input->bounds.*limit.counter).value();
    out += fmt::format(R"({}"{}":{})", &limit == kLimits ? "" : ",", limit.key, sum);
  }
  return out + fmt::format(R"(}},"inflate_waits":{})", BodyDecoder::waits());
}

}  // namespace nmsgxx::tools

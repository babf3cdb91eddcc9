#pragma once

#include <string>
#include <vector>

#include "dnsqr/dns_packets.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "proto/dnsqr.pb.h"

namespace nmsgxx::test {

using nmsg::base::DnsQR;

/// A message as the protobuf library parses it.
struct Emitted {
  DnsQR message;
  Time time;
};

inline std::vector<Emitted> take_all(DnsqrPairer& pairer) {
  std::vector<Emitted> out;
  for (const PayloadView& payload : pairer.take()) {
    Emitted& one = out.emplace_back();
    REQUIRE(one.message.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size())));
    one.time = {payload.time_sec, payload.time_nsec};
  }
  return out;
}

struct Step {
  Octets packet;
  Time time{};
};

/// Returns all messages, including the queries that are unanswered at the end.
inline std::vector<Emitted> run(const DnsqrOptions& options, const std::vector<Step>& steps) {
  DnsqrPairer pairer(options);
  std::vector<Emitted> out;
  for (const Step& step : steps) {
    pairer.push(step.packet, step.time);
    for (Emitted& one : take_all(pairer)) out.push_back(std::move(one));
  }
  while (pairer.finish()) {
    for (Emitted& one : take_all(pairer)) out.push_back(std::move(one));
  }
  return out;
}

/// Returns the types and ids of messages in a line, such as "1:7 2:8".
inline std::string summary(const std::vector<Emitted>& all) {
  std::string out;
  for (const Emitted& one : all) {
    out += (out.empty() ? "" : " ") + std::to_string(one.message.type()) + ":" + std::to_string(one.message.id());
  }
  return out;
}

inline Octets bytes(const std::string& text) {
  const Bytes view = as_bytes(text);
  return {view.begin(), view.end()};
}

}  // namespace nmsgxx::test

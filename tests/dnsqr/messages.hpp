#pragma once

#include <string>
#include <vector>

#include "dnsqr/dns_packets.hpp"
#include "nmsgxx/dnsqr.hpp"
#include "proto/dnsqr.pb.h"

namespace nmsgxx::test {

using nmsg::base::DnsQR;

/// A message as protobuf's own class reads it.
struct Made {
  DnsQR message;
  Time time;
};

inline std::vector<Made> take_all(DnsqrPairer& pairer) {
  std::vector<Made> out;
  for (const PayloadView& payload : pairer.take()) {
    Made& one = out.emplace_back();
    REQUIRE(one.message.ParseFromArray(payload.bytes.data(), static_cast<int>(payload.bytes.size())));
    one.time = {payload.time_sec, payload.time_nsec};
  }
  return out;
}

struct Step {
  Octets packet;
  Time time{};
};

/// All messages, the queries at the end included.
inline std::vector<Made> run(const DnsqrOptions& options, const std::vector<Step>& steps) {
  DnsqrPairer pairer(options);
  std::vector<Made> out;
  for (const Step& step : steps) {
    pairer.push(step.packet, step.time);
    for (Made& one : take_all(pairer)) out.push_back(std::move(one));
  }
  while (pairer.finish()) {
    for (Made& one : take_all(pairer)) out.push_back(std::move(one));
  }
  return out;
}

/// Their types and ids in a line: "1:7 2:8".
inline std::string summary(const std::vector<Made>& all) {
  std::string out;
  for (const Made& one : all) {
    out += (out.empty() ? "" : " ") + std::to_string(one.message.type()) + ":" + std::to_string(one.message.id());
  }
  return out;
}

inline Octets octets(const std::string& text) {
  const Bytes bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

}  // namespace nmsgxx::test

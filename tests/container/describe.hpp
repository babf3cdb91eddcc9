#pragma once

#include <iomanip>
#include <sstream>
#include <string>

#include "nmsgxx/container.hpp"
#include "support/octets.hpp"

namespace nmsgxx::test {

/// All that a payload says, such as "1:6 1700000000.000000005 source=a1ba02cf payload=0A00 crc=good".
inline std::string describe(const PayloadView& payload) {
  static constexpr const char* kVerdicts[] = {"absent", "good", "bad"};
  std::ostringstream out;
  out << payload.type.vid << ':' << payload.type.msgtype << ' ' << payload.time_sec << '.' << std::setw(9) << std::setfill('0')
      << payload.time_nsec;
  if (payload.has_source) out << " source=" << std::hex << payload.source << std::dec;
  if (payload.has_operator) out << " operator=" << payload.operator_;
  if (payload.has_group) out << " group=" << payload.group;
  out << " payload=" << (payload.has_bytes ? hex(payload.bytes) : "absent");
  out << " crc=" << kVerdicts[static_cast<int>(payload.check_crc())];
  return out.str();
}

/// A line for each payload, after one with the sequence numbers if there are any.
inline std::string describe(const ContainerView& container) {
  std::ostringstream out;
  if (container.sequence()) out << "sequence=" << *container.sequence() << ' ';
  if (container.sequence_id()) out << "sequence_id=" << std::hex << *container.sequence_id() << std::dec;
  if (container.sequence() || container.sequence_id()) out << '\n';
  for (const PayloadView& payload : container) out << describe(payload) << '\n';
  return out.str();
}

}  // namespace nmsgxx::test

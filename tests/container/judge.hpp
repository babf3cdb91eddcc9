#pragma once

#include <string>

#include "support/octets.hpp"

// The protobuf library as judge of what may be read.  Each function gives an empty text when both sides take the octets and
// find the same in them, or both refuse them; else what differs.
namespace nmsgxx::test {

struct Verdict {
  bool accepted = false;  ///< by the library
  std::string difference;
};

/// ContainerView and nmsg.Nmsg.
Verdict judge_container(const Octets& body);

/// FragmentView and nmsg.NmsgFragment.
Verdict judge_fragment(const Octets& body);

}  // namespace nmsgxx::test

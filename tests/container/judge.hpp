#pragma once

#include <string>

#include "support/octets.hpp"

// Compares our parsers with the protobuf library.  Each function returns an empty text if both accept the bytes and find the
// same in them, or both reject them, and otherwise what differs.
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

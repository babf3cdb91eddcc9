#pragma once

#include "container/judge.hpp"
#include "fuzz/fuzz.hpp"

namespace nmsgxx::fuzz {

/// Whether the protobuf library takes a container that it refuses, when groups may be one level deeper in one another: payloads
/// are one level to it, and none to us.
bool is_only_deep(Bytes body);

/// @return whether the protobuf library takes it
inline bool judged(const test::Verdict& verdict, Bytes body) {
  const bool only_deep = verdict.difference == "taken" && is_only_deep(body);
  require(verdict.difference.empty() || only_deep, verdict.difference);
  return verdict.accepted || only_deep;
}

}  // namespace nmsgxx::fuzz

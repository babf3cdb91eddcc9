#pragma once

#include "support/octets.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {

/// A body that no writer writes but readers must accept, and occasionally one that they must reject: fields in any order
/// and more than once, long varints, packed CRCs, unknown fields, groups, wrong wire types, required fields left out.
Octets odd_body(Random& random);

/// A fragment of the same kind.
Octets odd_fragment(Random& random);

}  // namespace nmsgxx::test

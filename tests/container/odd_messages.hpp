#pragma once

#include "support/octets.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {

/// A body in a form that no writer uses but a reader must take, and now and then one that it must refuse: fields in any order
/// and more than once, long varints, packed CRCs, unknown fields, groups, wrong wire types, required fields left out.
Octets odd_body(Random& random);

/// A fragment of the same kind.
Octets odd_fragment(Random& random);

}  // namespace nmsgxx::test

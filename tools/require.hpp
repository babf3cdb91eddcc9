#pragma once

#include <stdexcept>
#include <utility>

#include "nmsgxx/error.hpp"

namespace nmsgxx::tools {

/// Something named on the command line cannot be used.
class Unusable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The value, or an Unusable with the error's words.
template <class T>
T require(Result<T> result) {
  if (!result) throw Unusable(result.error().message());
  return std::move(*result);
}

}  // namespace nmsgxx::tools

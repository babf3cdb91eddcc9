#pragma once

#include <stdexcept>
#include <type_traits>
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
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace nmsgxx::tools

#pragma once

#include <cstdio>
#include <utility>

#include <fmt/core.h>

namespace nmsgxx::tools {

/// To standard error, which may be closed or full: that ends nothing, and nobody could be told.
template <class... Arguments>
void print_error(fmt::format_string<Arguments...> form, Arguments&&... arguments) {
  std::fputs(fmt::format(form, std::forward<Arguments>(arguments)...).c_str(), stderr);
}

}  // namespace nmsgxx::tools

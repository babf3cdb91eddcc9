#pragma once

#include <algorithm>
#include <string_view>

namespace nmsgxx::base {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether two names are the same but for the case of ASCII letters; nothing has an empty name.
constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
  return !a.empty() && std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace nmsgxx::base

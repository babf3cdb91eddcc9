#pragma once

#include <cerrno>
#include <string>
#include <system_error>

#include "nmsgxx/error.hpp"

namespace nmsgxx::io {

/// "what: the system's reason for errno"
inline tl::unexpected<Error> system_failure(const std::string& what) {
  return fail(Errc::system, 0, what + ": " + std::generic_category().message(errno));
}

}  // namespace nmsgxx::io

#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

#include "nmsgxx/error.hpp"

namespace nmsgxx::io {

/// "what: the system's reason for errno"
inline tl::unexpected<Error> system_failure(const std::string& what) {
  return fail(Errc::system, 0, what + ": " + std::generic_category().message(errno));
}

/// @param offset  where its bytes end now
inline tl::unexpected<Error> became_shorter(std::uint64_t offset) {
  return fail(Errc::system, offset, "the file became shorter while it was read");
}

}  // namespace nmsgxx::io

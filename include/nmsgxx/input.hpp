#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// What an input's first octets say it is.
enum class InputKind { nmsg, capture, empty, unknown };

/// An input file or standard input (`-`), open, with the first octets read.
struct OpenedInput {
  int descriptor = -1;
  InputKind kind = InputKind::unknown;
  std::vector<std::byte> head;
};

/// Opens a file or standard input (`-`) whose kind is known, without waiting for what a pipe will give: its descriptor.
Result<int> open_unread(const std::string& path);

/// Opens a file and looks at its first octets, waiting for them if it is a pipe.  `woken` leaves kind empty.
Result<OpenedInput> open_input(const std::string& path, const Wakeup& wakeup);

}  // namespace nmsgxx

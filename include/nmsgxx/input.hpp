#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/wakeup.hpp"

namespace nmsgxx {

/// What an input is, to judge by its first bytes.
enum class InputKind { nmsg, capture, empty, unknown };

/// An open input. The caller owns the descriptor.
struct OpenedInput {
  int descriptor = -1;
  InputKind kind = InputKind::unknown;
  std::vector<std::byte> head;  ///< bytes that were already read from the descriptor
};

/// Opens a file or standard input (`-`) without reading or waiting. The caller owns the descriptor.
///
/// Errors: system
Result<int> open_unread(const std::string& path);

/// Opens a file or standard input (`-`) and reads its first bytes, waiting for them if it is a pipe. If the wake-up is set
/// first, the kind is `empty`.
///
/// Errors: system
Result<OpenedInput> open_input(const std::string& path, const Wakeup& wakeup);

}  // namespace nmsgxx

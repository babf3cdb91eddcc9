#pragma once

namespace nmsgxx::tools {

/// Prepares the process for what may happen to it: no memory ends it with a word and kExitFailure, on whichever thread; a file
/// that may not grow is an error like a full disk; no file that is opened later takes the place of a standard stream that is
/// closed.
void guard_process() noexcept;

}  // namespace nmsgxx::tools

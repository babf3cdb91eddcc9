#pragma once

#include "nmsgxx/wakeup.hpp"

namespace nmsgxx::tools {

/// Lets the first SIGINT or SIGTERM set the wake-up; a second one ends the program.
///
/// @param wakeup  lives until the program ends
void stop_on_signals(Wakeup& wakeup);

/// The signal that came, or 0.
int received_signal() noexcept;

}  // namespace nmsgxx::tools

#pragma once

#include <system_error>
#include <thread>
#include <utility>

#include "nmsgxx/error.hpp"

namespace nmsgxx::engine {

/// Starts a thread, or says why the system has none.
template <class Run>
Result<std::jthread> start_thread(Run run) {
  try {
    return std::jthread(std::move(run));
  } catch (const std::system_error& refusal) {
    return fail(Errc::system, 0, "no thread can be started: " + refusal.code().message());
  }
}

}  // namespace nmsgxx::engine

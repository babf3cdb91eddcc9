#include "container/inflate_budget.hpp"

#include <condition_variable>

#include "base/mutex.hpp"
#include "nmsgxx/counter.hpp"

namespace nmsgxx::container {
namespace {

base::Mutex g_mutex;
std::condition_variable g_released;
std::size_t g_held NMSGXX_GUARDED_BY(g_mutex) = 0;
Counter g_waits;

bool fits(std::size_t bytes, std::size_t limit) NMSGXX_REQUIRES(g_mutex) {
  return g_held == 0 || (g_held <= limit && bytes <= limit - g_held);
}

}  // namespace

InflateBudget::Share InflateBudget::take(std::size_t bytes, std::size_t limit) {
  if (limit == 0) return Share();
  base::MutexLock lock(g_mutex);
  if (!fits(bytes, limit)) g_waits.add();
  while (!fits(bytes, limit)) lock.wait(g_released);
  g_held += bytes;
  return Share(bytes);
}

std::uint64_t InflateBudget::waits() noexcept {
  return g_waits.value();
}

InflateBudget::Share::~Share() {
  if (bytes_ == 0) return;
  {
    const base::MutexLock lock(g_mutex);
    g_held -= bytes_;
  }
  g_released.notify_all();
}

}  // namespace nmsgxx::container

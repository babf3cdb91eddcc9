#include "container/inflate_budget.hpp"

#include <condition_variable>
#include <mutex>

#include "nmsgxx/counter.hpp"

namespace nmsgxx::container {
namespace {

std::mutex g_mutex;
std::condition_variable g_given_back;
std::size_t g_held = 0;  // guarded
Counter g_waits;

}  // namespace

InflateBudget::Share InflateBudget::take(std::size_t octets, std::size_t limit) {
  if (limit == 0) return Share();
  std::unique_lock lock(g_mutex);
  const auto fits = [&] { return g_held == 0 || (g_held <= limit && octets <= limit - g_held); };
  if (!fits()) g_waits.add();
  g_given_back.wait(lock, fits);
  g_held += octets;
  return Share(octets);
}

std::uint64_t InflateBudget::waits() noexcept {
  return g_waits.value();
}

InflateBudget::Share::~Share() {
  if (octets_ == 0) return;
  {
    const std::lock_guard lock(g_mutex);
    g_held -= octets_;
  }
  g_given_back.notify_all();
}

}  // namespace nmsgxx::container

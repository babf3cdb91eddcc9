#include "io/mapped_window.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <new>

#include "base/assert.hpp"
#include "nmsgxx/stream_source.hpp"

namespace nmsgxx::io {
namespace {

/// Where a window lies. The signal handler may read it at any moment, so `end` is set last and cleared first.
struct Guarded {
  std::atomic<bool> taken{false};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> damaged{false};
};

// Mapped memory counts as resident memory, which this bounds.
constexpr std::size_t kWindowsMax = 4;

std::array<Guarded, kWindowsMax> g_windows;
std::atomic<bool> g_guarding{false};
struct sigaction g_before {};

// Maps zeros where the file has no bytes any more. mmap() may be called here because it is a plain system call.
void on_bus_error(int, siginfo_t* info, void*) {
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (Guarded& window : g_windows) {
    const std::uintptr_t end = window.end.load();
    if (at < window.begin.load() || at >= end) continue;
    const std::uintptr_t page = at & ~(static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)) - 1);
    void* const zeros =
        mmap(reinterpret_cast<void*>(page), end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    window.damaged.store(true);
    return;
  }
  // The access was not to a window: it is repeated and meets the handler that was installed before.
  sigaction(SIGBUS, &g_before, nullptr);
}

std::size_t acquire_slot() noexcept {
  for (std::size_t i = 0; i < g_windows.size(); ++i) {
    if (!g_windows[i].taken.exchange(true)) return i;
  }
  return kWindowsMax;
}

void release_slot(std::size_t slot) noexcept {
  g_windows[slot].end.store(0);
  g_windows[slot].taken.store(false);
}

}  // namespace

std::shared_ptr<const MappedWindow> MappedWindow::open(int descriptor, std::uint64_t offset, std::uint64_t end) noexcept {
  NMSGXX_ASSERT(offset % kAlignment == 0 && offset < end);
  if (!g_guarding.load()) return nullptr;
  const std::size_t slot = acquire_slot();
  if (slot == kWindowsMax) return nullptr;
  const std::size_t size = end - offset;
  void* const at = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, static_cast<off_t>(offset));
  if (at == MAP_FAILED) {
    release_slot(slot);
    return nullptr;
  }
  madvise(at, size, MADV_SEQUENTIAL);
  Guarded& guarded = g_windows[slot];
  guarded.damaged.store(false);
  guarded.begin.store(reinterpret_cast<std::uintptr_t>(at));
  guarded.end.store(reinterpret_cast<std::uintptr_t>(at) + size);
  return std::shared_ptr<const MappedWindow>(new MappedWindow(slot, {static_cast<const std::byte*>(at), size}));
}

MappedWindow::~MappedWindow() {
  munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  release_slot(slot_);
}

bool MappedWindow::damaged() const noexcept {
  return g_windows[slot_].damaged.load();
}

}  // namespace nmsgxx::io

namespace nmsgxx {

void guard_mapped_files() noexcept {
  if (io::g_guarding.exchange(true)) return;
  struct sigaction action {};
  action.sa_sigaction = io::on_bus_error;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, &io::g_before);
}

}  // namespace nmsgxx

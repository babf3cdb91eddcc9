#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "support/faults.hpp"

// Together with faults.cpp this is a library to be preloaded (LD_PRELOAD). The environment variable NMSGXX_FAULTS says which
// calls fail between the beginning and the end of main(): "CALL ERROR FIRST COUNT MOST FILE". FILE has room for the counts.
namespace nmsgxx::test {
namespace {

using Main = int(int, char**, char**);

Main* g_main = nullptr;

[[noreturn]] void give_up(const char* why) {
  std::perror(why);
  _exit(EXIT_FAILURE);
}

Faults::Counts* counts_in(const char* path) {
  const int descriptor = open(path, O_RDWR);
  if (descriptor < 0) give_up(path);
  void* const at = mmap(nullptr, sizeof(Faults::Counts), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (at == MAP_FAILED) give_up(path);
  close(descriptor);
  return static_cast<Faults::Counts*>(at);
}

int run_main(int argc, char** argv, char** environment) {
  static char call[32];
  static char path[256];
  Faults faults;
  const char* const text = std::getenv("NMSGXX_FAULTS");
  if (text == nullptr || std::sscanf(text, "%31s %d %zu %zu %zu %255s", call, &faults.error, &faults.first, &faults.count,
                                     &faults.most, path) != 6) {
    give_up("NMSGXX_FAULTS");
  }
  faults.call = call;
  Faults::Counts* const counts = counts_in(path);
  // Programs that this one starts are not affected.
  unsetenv("LD_PRELOAD");
  Faults::begin(faults, counts);
  const int status = g_main(argc, argv, environment);
  Faults::end();
  return status;
}

[[maybe_unused]] bool no_memory(std::size_t size) noexcept {
  constexpr std::size_t kLarge = 8 << 10;
  return Faults::fails("malloc") || (size >= kLarge && Faults::fails("large_malloc"));
}

}  // namespace
}  // namespace nmsgxx::test

using nmsgxx::test::Faults;
using nmsgxx::test::no_memory;

extern "C" {

// The C library's own names of its functions.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* room, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

#ifndef NMSGXX_SANITIZED  // sanitizers have a malloc of their own
void* malloc(std::size_t size) noexcept {
  return no_memory(size) ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  return Faults::fails("calloc") || no_memory(count * size) ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* room, std::size_t size) noexcept {
  return no_memory(size) ? nullptr : __libc_realloc(room, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return no_memory(size) ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** room, std::size_t alignment, std::size_t size) noexcept {
  if (no_memory(size)) return errno;
  *room = __libc_memalign(alignment, size);
  return *room == nullptr ? ENOMEM : 0;
}
#endif

int __libc_start_main(nmsgxx::test::Main* main, int argc, char** argv, void (*init)(), void (*fini)(), void (*unload)(),
                      void* stack_end) {
  nmsgxx::test::g_main = main;
  const auto start = reinterpret_cast<decltype(__libc_start_main)*>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(nmsgxx::test::run_main, argc, argv, init, fini, unload, stack_end);
}
}

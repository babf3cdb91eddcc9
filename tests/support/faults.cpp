// The names of the calls are those of the C library, not of its variants for large files.
#undef _FILE_OFFSET_BITS
#include "support/faults.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <string>

namespace nmsgxx::test {
namespace {

constinit Faults g_faults;
constinit Faults::Counts g_own_counts;
constinit Faults::Counts* g_counts = &g_own_counts;
constinit std::atomic<FileEvents*> g_events = nullptr;

// clang links its sanitizers into the executable. ThreadSanitizer must see the threads that begin.
#ifdef __clang__
constexpr bool kBehindThreadSanitizer = __has_feature(thread_sanitizer);
#else
constexpr bool kBehindThreadSanitizer = false;
#endif

/// Returns the function of the C library that ours replaces.
template <class Function>
Function* next(const char* name) noexcept {
  if constexpr (kBehindThreadSanitizer) {
    void* const sanitizers = dlsym(RTLD_DEFAULT, ("__interceptor_" + std::string(name)).c_str());
    if (sanitizers != nullptr) return reinterpret_cast<Function*>(sanitizers);
  }
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::size_t allowed(std::size_t size) noexcept {
  return g_faults.most == 0 ? size : std::min(size, g_faults.most);
}

// Writing to an event (eventfd(2)) cannot fail for want of a disk or a reader.
bool is_event(int descriptor) noexcept {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && (status.st_mode & S_IFMT) == 0;
}

mode_t mode_of(int flags, std::va_list rest) noexcept {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(rest, unsigned)) : 0;
}

int open_or_fail(const char* name, const char* path, int flags, mode_t mode) {
  if (Faults::fails("open")) return -1;
  const int descriptor = next<int(const char*, int, ...)>(name)(path, flags, mode);
  if (FileEvents* events = g_events; events != nullptr && descriptor >= 0) events->opened(descriptor, path, flags);
  return descriptor;
}

int synchronize_or_fail(const char* name, int descriptor) {
  if (Faults::fails("fsync")) return -1;
  FileEvents* const events = g_events;
  // Under observation nothing needs to reach a disk.
  if (events == nullptr) return next<int(int)>(name)(descriptor);
  events->synchronized(descriptor);
  return 0;
}

}  // namespace

void Faults::begin(const Faults& faults, Counts* counts) {
  g_counts = counts == nullptr ? &g_own_counts : counts;
  g_counts->calls = 0;
  g_counts->failures = 0;
  g_faults = faults;
}
void Faults::end() {
  g_faults = {};
}
std::size_t Faults::calls() {
  return g_counts->calls;
}

bool Faults::fails(std::string_view call) noexcept {
  if (call != g_faults.call) return false;
  const std::size_t number = g_counts->calls++;
  if (g_faults.error == 0 || number < g_faults.first || number - g_faults.first >= g_faults.count) return false;
  ++g_counts->failures;
  errno = g_faults.error;
  return true;
}

void observe_files(FileEvents* events) {
  g_events = events;
}

}  // namespace nmsgxx::test

// These replace the functions of the C library.
extern "C" {

using nmsgxx::test::allowed;
using nmsgxx::test::Faults;
using nmsgxx::test::g_events;
using nmsgxx::test::is_event;
using nmsgxx::test::mode_of;
using nmsgxx::test::next;
using nmsgxx::test::open_or_fail;
using nmsgxx::test::synchronize_or_fail;

ssize_t read(int descriptor, void* to, size_t size) {
  if (Faults::fails("read")) return -1;
  return next<decltype(read)>("read")(descriptor, to, allowed(size));
}

ssize_t pread(int descriptor, void* to, size_t size, off_t offset) {
  if (Faults::fails("read")) return -1;
  return next<decltype(pread)>("pread")(descriptor, to, allowed(size), offset);
}
ssize_t pread64(int descriptor, void* to, size_t size, off64_t offset) {
  if (Faults::fails("read")) return -1;
  return next<decltype(pread64)>("pread64")(descriptor, to, allowed(size), offset);
}

ssize_t write(int descriptor, const void* from, size_t size) {
  const auto write_next = next<decltype(write)>("write");
  if (is_event(descriptor)) return write_next(descriptor, from, size);
  if (Faults::fails("write")) return -1;
  const ssize_t written = write_next(descriptor, from, allowed(size));
  if (auto* events = g_events.load(); events != nullptr && written > 0) {
    events->written(descriptor, from, static_cast<std::size_t>(written));
  }
  return written;
}

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const int descriptor = open_or_fail("open", path, flags, mode_of(flags, rest));
  va_end(rest);
  return descriptor;
}
int open64(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const int descriptor = open_or_fail("open64", path, flags, mode_of(flags, rest));
  va_end(rest);
  return descriptor;
}

// The descriptor is closed even if close() fails, see close(2).
int close(int descriptor) {
  const bool fails = Faults::fails("close");
  const int error = errno;
  const int closed = next<decltype(close)>("close")(descriptor);
  if (!fails) return closed;
  errno = error;
  return -1;
}

int rename(const char* from, const char* to) noexcept {
  if (Faults::fails("rename")) return -1;
  const int renamed = next<decltype(rename)>("rename")(from, to);
  if (auto* events = g_events.load(); events != nullptr && renamed == 0) events->renamed(from, to);
  return renamed;
}

int fsync(int descriptor) {
  return synchronize_or_fail("fsync", descriptor);
}
int fdatasync(int descriptor) {
  return synchronize_or_fail("fdatasync", descriptor);
}

void* mmap(void* at, size_t size, int protection, int flags, int descriptor, off_t offset) noexcept {
  if (Faults::fails("mmap")) return MAP_FAILED;
  return next<decltype(mmap)>("mmap")(at, size, protection, flags, descriptor, offset);
}
void* mmap64(void* at, size_t size, int protection, int flags, int descriptor, off64_t offset) noexcept {
  if (Faults::fails("mmap")) return MAP_FAILED;
  return next<decltype(mmap64)>("mmap64")(at, size, protection, flags, descriptor, offset);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument) noexcept {
  if (Faults::fails("pthread_create")) return errno;
  return next<decltype(pthread_create)>("pthread_create")(thread, attributes, run, argument);
}

int poll(pollfd* items, nfds_t count, int timeout) {
  if (Faults::fails("poll")) return -1;
  return next<decltype(poll)>("poll")(items, count, timeout);
}

int recvmmsg(int socket, mmsghdr* messages, unsigned count, int flags, timespec* timeout) {
  if (Faults::fails("recvmmsg")) return -1;
  return next<decltype(recvmmsg)>("recvmmsg")(socket, messages, static_cast<unsigned>(allowed(count)), flags, timeout);
}

int sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) {
  if (Faults::fails("sendmmsg")) return -1;
  return next<decltype(sendmmsg)>("sendmmsg")(socket, messages, static_cast<unsigned>(allowed(count)), flags);
}
}

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nmsgxx::test {

/// System calls that fail. This works in executables that link faults.cpp, and in those into which preloaded_faults.cpp is
/// loaded.
struct Faults {
  /// The name of the call: read (with pread), write, open, close, rename, fsync (with fdatasync), poll, recvmmsg, sendmmsg,
  /// mmap, pthread_create; when preloaded also malloc (with calloc and the like), calloc alone, and large_malloc. The text must
  /// outlive the faults.
  std::string_view call;
  int error = 0;          ///< errno of the calls that fail; 0 if none fails
  std::size_t first = 0;  ///< number of the first call that fails, counted from 0
  std::size_t count = 1;  ///< how many fail in a row
  std::size_t most = 0;   ///< limit on the bytes, or datagrams, of one read or write; 0 for none

  /// How often `call` was called, and failed.
  struct Counts {
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> failures;
  };

  /// Lets calls fail from now on, and counts them from 0.
  ///
  /// @param counts  where they are counted; null for calls()
  static void begin(const Faults& faults, Counts* counts = nullptr);
  static void end();
  static std::size_t calls();

  /// Counts a call. Returns whether it must fail, with errno set.
  static bool fails(std::string_view call) noexcept;
};

/// Observes what happens to files. Each function is called after the system call, by the thread that made it.
class FileEvents {
 public:
  virtual ~FileEvents() = default;
  virtual void opened(int descriptor, const char* path, int flags) = 0;
  virtual void written(int descriptor, const void* bytes, std::size_t size) = 0;
  virtual void synchronized(int descriptor) = 0;
  virtual void renamed(const char* from, const char* to) = 0;
};

/// Sets the observer; null for none.
void observe_files(FileEvents* events);

}  // namespace nmsgxx::test

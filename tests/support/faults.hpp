#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nmsgxx::test {

/// What goes wrong with system calls.  Only in executables that link faults.cpp, and in those that preloaded_faults.cpp is
/// loaded into.
struct Faults {
  /// read (pread too), write, open, close, rename, fsync (fdatasync too), poll, recvmmsg, sendmmsg, mmap, pthread_create; when
  /// preloaded malloc and its kin, calloc alone, and large_malloc.  The text outlives the faults.
  std::string_view call;
  int error = 0;          ///< the errno of those that fail; 0: none fails
  std::size_t first = 0;  ///< the number of the first that fails, from 0
  std::size_t count = 1;  ///< so many in a row
  std::size_t most = 0;   ///< reads and writes are of so many octets, or datagrams, at most; 0: of any number

  /// What has been seen of `call`.
  struct Counts {
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> failures;
  };

  /// From now on; those of `call` are counted from 0.
  ///
  /// @param counts  where they are counted; null for a place of its own
  static void begin(const Faults& faults, Counts* counts = nullptr);
  static void end();
  static std::size_t calls();

  /// Counts a call, and sets errno when it is to fail.
  static bool fails(std::string_view call) noexcept;
};

/// Told of what became of files, behind the calls that did it, by whichever thread.
class FileEvents {
 public:
  virtual ~FileEvents() = default;
  virtual void opened(int descriptor, const char* path, int flags) = 0;
  virtual void written(int descriptor, const void* octets, std::size_t size) = 0;
  virtual void synchronized(int descriptor) = 0;
  virtual void renamed(const char* from, const char* to) = 0;
};

/// From now on; null for nobody.
void tell_of_files(FileEvents* events);

}  // namespace nmsgxx::test

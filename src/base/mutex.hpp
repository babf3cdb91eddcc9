#pragma once

#include <condition_variable>
#include <mutex>

// Locks that clang checks at compile time (-Wthread-safety, https://clang.llvm.org/docs/ThreadSafetyAnalysis.html). libstdc++'s
// own are not annotated.
#ifdef __clang__
#define NMSGXX_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define NMSGXX_THREAD_ANNOTATION(x)
#endif

/// Marks a member that may only be used while the mutex is held.
#define NMSGXX_GUARDED_BY(mutex) NMSGXX_THREAD_ANNOTATION(guarded_by(mutex))
/// Marks a function that must be called with the mutex held.
#define NMSGXX_REQUIRES(...) NMSGXX_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
/// Marks a function that locks the mutex itself and must be called without it.
#define NMSGXX_EXCLUDES(...) NMSGXX_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace nmsgxx::base {

class NMSGXX_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() NMSGXX_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() NMSGXX_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

/// Holds a mutex for its lifetime, except between unlock() and lock().
class NMSGXX_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) NMSGXX_THREAD_ANNOTATION(acquire_capability(mutex)) : lock_(mutex.mutex_) {}
  ~MutexLock() NMSGXX_THREAD_ANNOTATION(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() NMSGXX_THREAD_ANNOTATION(acquire_capability()) { lock_.lock(); }
  void unlock() NMSGXX_THREAD_ANNOTATION(release_capability()) { lock_.unlock(); }
  /// Waits until another thread notifies the condition.  May also return without that, so it must be called in a loop.
  void wait(std::condition_variable& condition) { condition.wait(lock_); }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace nmsgxx::base

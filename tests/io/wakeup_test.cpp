#include "nmsgxx/wakeup.hpp"

#include <doctest/doctest.h>
#include <pthread.h>

#include <cerrno>
#include <cstdint>

#include "support/folder.hpp"
#include "support/later.hpp"
#include "support/pipe.hpp"
#include "support/signals.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {

using namespace std::chrono_literals;

TEST_CASE("wait_readable: returns what came first") {
  struct Case {
    std::string name;
    void (*prepare)(Pipe&, Wakeup&);
    Wait want;
  };
  static const Case cases[] = {
      {"nothing", [](Pipe&, Wakeup&) {}, Wait::timed_out},
      {"data", [](Pipe& pipe, Wakeup&) { put(pipe.writing, as_bytes("x")); }, Wait::ready},
      {"the end", [](Pipe& pipe, Wakeup&) { pipe.close_writing(); }, Wait::ready},
      {"the wake-up", [](Pipe&, Wakeup& wakeup) { wakeup.set(); }, Wait::woken},
      {"the wake-up before data",
       [](Pipe& pipe, Wakeup& wakeup) {
         put(pipe.writing, as_bytes("x"));
         wakeup.set();
       },
       Wait::woken},
      {"the wake-up before the end",
       [](Pipe& pipe, Wakeup& wakeup) {
         pipe.close_writing();
         wakeup.set();
       },
       Wait::woken},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      Pipe pipe;
      Wakeup wakeup;
      c.prepare(pipe, wakeup);
      CHECK(wait_readable(pipe.reading.get(), wakeup, 0ms) == c.want);
      CHECK(wait_readable(pipe.reading.get(), wakeup, 20ms) == c.want);
      if (c.want != Wait::timed_out) CHECK(wait_readable(pipe.reading.get(), wakeup) == c.want);
    }
  }
}

TEST_CASE("wait_readable: a regular file is always ready") {
  const Folder folder;
  const Descriptor file(open(folder.file("empty", {}).c_str(), O_RDONLY | O_CLOEXEC));
  const Wakeup wakeup;
  CHECK(wait_readable(file.get(), wakeup) == Wait::ready);
}

TEST_CASE("Wakeup: stays set") {
  Wakeup wakeup;
  CHECK_FALSE(wakeup.is_set());
  const Pipe pipe;
  for (int i = 0; i < 3; ++i) {
    wakeup.set();
    CHECK(wakeup.is_set());
    CHECK(wait_readable(pipe.reading.get(), wakeup) == Wait::woken);
  }
}

TEST_CASE("Wakeup: setting it does not change errno") {
  Wakeup wakeup;
  errno = ENOTTY;
  wakeup.set();
  CHECK(errno == ENOTTY);
}

TEST_CASE("wait_readable: interruptions do not shorten the wait") {
  const Pipe pipe;
  const Wakeup wakeup;
  const Interruptions interruptions;
  const Stopwatch watch;
  CHECK(wait_readable(pipe.reading.get(), wakeup, 100ms) == Wait::timed_out);
  CHECK(watch.elapsed() >= 100ms);
  CHECK(Interruptions::so_far() > 0);
}

TEST_CASE("wait_readable: waits longer than poll() can count") {
  const Pipe pipe;
  for (const auto timeout : {std::chrono::milliseconds((std::int64_t{1} << 32) + 1), std::chrono::milliseconds::max()}) {
    CAPTURE(timeout.count());
    Wakeup wakeup;
    const Later later(50ms, [&wakeup] { wakeup.set(); });
    CHECK(wait_readable(pipe.reading.get(), wakeup, timeout) == Wait::woken);
  }
}

TEST_CASE("wait_readable: another thread or a signal handler ends the wait") {
  const Pipe pipe;
  Wakeup wakeup;
  SUBCASE("a thread") {
    const Later later(20ms, [&wakeup] { wakeup.set(); });
    CHECK(wait_readable(pipe.reading.get(), wakeup) == Wait::woken);
  }
  SUBCASE("a signal handler") {
    const WakeOnSignal on(SIGUSR1, wakeup);
    const Later later(20ms, [thread = pthread_self()] { pthread_kill(thread, SIGUSR1); });
    CHECK(wait_readable(pipe.reading.get(), wakeup) == Wait::woken);
  }
}

}  // namespace nmsgxx::test

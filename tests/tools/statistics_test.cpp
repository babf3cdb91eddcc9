#include "statistics.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "message_log.hpp"
#include "signals.hpp"

namespace nmsgxx::test {

using namespace tools;
using namespace std::chrono_literals;

TEST_CASE("limits_hit: lists the limits that were hit") {
  BoundStats bounds;
  CHECK(limits_hit(bounds).empty());
  bounds.lines.add(3);
  CHECK(limits_hit(bounds) == "lines too long 3");
  bounds.container.add();
  CHECK(limits_hit(bounds) == "containers too long 1, lines too long 3");
}

TEST_CASE("json_members: adds up the inputs") {
  SourceStats first;
  first.octets.add(10);
  first.lost_containers.add(2);
  SourceStats second;
  second.octets.add(5);
  second.bounds.sender.add(4);
  const SourceStats* const inputs[] = {&first, &second};
  const std::string members = json_members(inputs);
  CHECK(members.starts_with(R"("octets":15,"containers":0,)"));
  for (const char* const part : {R"("missing_containers":2,)", R"("limits":{"container":0,)", R"("sender_reassembly":4,)",
                                 R"("lines":0},"inflate_waits":)"}) {
    CAPTURE(part);
    CHECK(members.find(part) != std::string::npos);
  }
}

TEST_CASE("StatisticsThread: answers each SIGUSR1, even those from before its start") {
  expect_user_signal();
  raise(SIGUSR1);
  raise(SIGUSR1);
  std::atomic<int> signals = 0;
  const StatisticsThread thread([&] { ++signals; }, 0ms, [] { FAIL("no interval was given"); });
  while (signals < 2) std::this_thread::sleep_for(1ms);
  raise(SIGUSR1);
  while (signals < 3) std::this_thread::sleep_for(1ms);
}

TEST_CASE("StatisticsThread: calls at each interval until it is destroyed") {
  expect_user_signal();
  std::atomic<int> times = 0;
  {
    const StatisticsThread thread([] { FAIL("no signal was sent"); }, 1ms, [&] { ++times; });
    while (times < 3) std::this_thread::sleep_for(1ms);
  }
  const int at_the_end = times;
  std::this_thread::sleep_for(5ms);
  CHECK(times == at_the_end);
}

TEST_CASE("MessageLog: tells damage from remarks") {
  MessageLog log("program", false, {Errc::cut_end});
  CHECK(log.report("in")({Errc::cut_end, 0, {}}).has_value());
  log.add("in", {Errc::bad_crc, 0, {}}, MessageLog::Weight::remark);
  CHECK(!log.any_damage());
  CHECK(log.report("in")({Errc::bad_crc, 0, {}}).has_value());
  CHECK(log.any_damage());
}

TEST_CASE("MessageLog: refuses to skip anything when it is strict") {
  MessageLog log("program", true);
  const auto answer = log.report("in")({Errc::bad_zlib, 12, "why"});
  REQUIRE(!answer.has_value());
  CHECK(answer.error().code == Errc::refused);
  CHECK(answer.error().message().starts_with("byte 12: "));
  CHECK(!log.any_damage());
}

}  // namespace nmsgxx::test

#include <doctest/doctest.h>

#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/interface_source.hpp"
#include "support/pipe.hpp"

namespace nmsgxx::test {

TEST_CASE("CaptureSource, InterfaceSource: say that the build has no libpcap, and close the descriptor") {
  const Wakeup wakeup;
  Pipe pipe;
  const int descriptor = fcntl(pipe.reading.get(), F_DUPFD_CLOEXEC, 0);
  const auto capture = make_capture_source(descriptor, {}, {}, wakeup);
  REQUIRE_FALSE(capture.has_value());
  CHECK((capture.error().code == Errc::unsupported));
  CHECK(fcntl(descriptor, F_GETFD) < 0);
  const auto interface = open_interface({.name = "lo"}, wakeup);
  REQUIRE_FALSE(interface.has_value());
  CHECK(interface.error().message() == "this build has no libpcap: no captures, no interfaces");
}

}  // namespace nmsgxx::test

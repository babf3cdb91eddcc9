#include "nmsgxx/capture_source.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <fstream>
#include <sstream>

#include "io/capture_builder.hpp"
#include "io/capture_reader.hpp"
#include "nmsgxx/stream_source.hpp"
#include "support/random.hpp"
#include "support/test_data.hpp"

namespace nmsgxx::test {

TEST_CASE("CaptureSource: reads every form of capture file") {
  const FrameSpec first{1'700'000'000, 123'456, udp_frame(53), 0};
  const FrameSpec cut{1'700'000'001, 999'999, udp_frame(54, 43), 1000};
  const Wakeup wakeup;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const std::string name = order == std::endian::little ? "little endian, " : "big endian, ";
    const auto pcap = [&](std::uint32_t magic) {
      return CaptureBuilder(order).pcap_header(magic).pcap_frame(first).pcap_frame(cut).bytes();
    };
    const auto pcapng = [&](unsigned digits, std::uint64_t scale) {
      CaptureBuilder out(order);
      out.section().interface(kEthernet, digits).packet((first.seconds * 1'000'000ULL + first.fraction) * scale, first);
      out.block(5, CaptureBuilder(order).u32(0).u32(0).u32(0));  // statistics
      return out.packet((cut.seconds * 1'000'000ULL + cut.fraction) * scale, cut).bytes();
    };
    struct Case {
      std::string name;
      Octets file;
      std::uint32_t unit;
    };
    const Case cases[] = {{"microseconds", pcap(kMicroseconds), 1000},
                          {"nanoseconds", pcap(kNanoseconds), 1},
                          {"Kuznetzov's", pcap(kKuznetzov), 1000},
                          {"pcapng, microseconds", pcapng(6, 1), 1000},
                          {"pcapng, nanoseconds", pcapng(9, 1000), 1000}};
    for (const Case& c : cases) {
      SUBCASE((name + c.name).c_str()) {
        for (const std::size_t head : {std::size_t{0}, std::size_t{4}, std::size_t{16}, c.file.size()}) {
          CAPTURE(head);
          const auto source = open_capture(c.file, wakeup, {}, head);
          REQUIRE(source.has_value());
          CHECK(((*source)->link() == LinkType::en10mb));
          CHECK((*source)->total_octets() == c.file.size());
          const CaptureReading reading = read_all(**source);
          CHECK(reading.state == SourceState::end);
          REQUIRE(reading.frames.size() == 2);
          CHECK((reading.frames[0] == OwnedFrame{first.bytes, 60, 1'700'000'000, 123'456 * c.unit}));
          CHECK((reading.frames[1] == OwnedFrame{cut.bytes, 1043, 1'700'000'001, 999'999 * c.unit}));
          CHECK((*source)->stats().frames.value() == 2);
          CHECK((*source)->stats().octets.value() == c.file.size());
        }
      }
    }
  }
}

TEST_CASE("CaptureSource: carries fractions of more than a second") {
  struct Case {
    std::uint32_t magic, fraction;
    std::int64_t seconds;
    std::uint32_t nanoseconds;
  };
  static const Case cases[] = {{kMicroseconds, 999'999, 100, 999'999'000},   {kMicroseconds, 1'000'000, 101, 0},
                               {kMicroseconds, 3'500'000, 103, 500'000'000}, {kNanoseconds, 999'999'999, 100, 999'999'999},
                               {kNanoseconds, 1'000'000'000, 101, 0},        {kMicroseconds, 0x7FFFFFFF, 2247, 483'647'000},
                               {kNanoseconds, 0x7FFFFFFF, 102, 147'483'647}};
  const Wakeup wakeup;
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    for (const Case& c : cases) {
      CAPTURE(c.fraction);
      const auto file = CaptureBuilder(order).pcap_header(c.magic).pcap_frame({100, c.fraction, udp_frame(53)}).bytes();
      const CaptureReading reading = read_all(**open_capture(file, wakeup));
      REQUIRE(reading.frames.size() == 1);
      CHECK(reading.frames[0].seconds == c.seconds);
      CHECK(reading.frames[0].nanoseconds == c.nanoseconds);
    }
    for (const std::uint32_t magic : {kMicroseconds, kNanoseconds}) {
      // Beyond 31 bits libpcap's readings depend on the file's order; a second is a second all the same.
      const auto file = CaptureBuilder(order).pcap_header(magic).pcap_frame({100, 0xFFFFFFFF, udp_frame(53)}).bytes();
      CHECK(read_all(**open_capture(file, wakeup)).frames.at(0).nanoseconds < 1'000'000'000);
    }
  }
}

TEST_CASE("CaptureSource: returns frames of all sizes in batches") {
  Random random(1);
  CaptureBuilder file(std::endian::native);
  file.pcap_header(kNanoseconds);
  std::vector<Octets> frames;
  for (int n = 0; n < 1500; ++n) {
    frames.push_back(noise(random, one_in(random, 20) ? below(random, 262'145) : below(random, 1600)));
    file.pcap_frame({0, 0, frames.back()});
  }
  const Wakeup wakeup;
  const CaptureReading reading = read_all(**open_capture(file.bytes(), wakeup));
  REQUIRE(reading.frames.size() == frames.size());
  for (std::size_t n = 0; n < frames.size(); ++n) CHECK((reading.frames[n].bytes == frames[n]));
}

TEST_CASE("CaptureSource: returns the frames before a truncated one, then the reason") {
  CaptureBuilder file(std::endian::big);
  file.pcap_header(kMicroseconds);
  std::vector<std::size_t> ends{file.bytes().size()};
  for (std::uint16_t n = 1; n <= 3; ++n) ends.push_back(file.pcap_frame({n, 0, udp_frame(n)}).bytes().size());
  const Wakeup wakeup;
  for (std::size_t size = ends[0]; size <= ends[3]; ++size) {
    CAPTURE(size);
    const auto source = open_capture(Bytes(file.bytes()).first(size), wakeup);
    REQUIRE(source.has_value());
    CaptureReading reading = read_all(**source);
    const auto whole = std::upper_bound(ends.begin(), ends.end(), size) - ends.begin() - 1;
    CHECK(reading.frames.size() == static_cast<std::size_t>(whole));
    if (size == ends[static_cast<std::size_t>(whole)]) {
      CHECK(reading.state == SourceState::end);
    } else {
      REQUIRE(reading.error.has_value());
      CHECK((reading.error->code == Errc::truncated));
      CHECK(reading.error->message().starts_with("truncated: pcap_next_ex() failed: truncated dump file; tried to read"));
    }
    reading = read_all(**source);
    CHECK(reading.frames.empty());
    CHECK(reading.state == SourceState::end);
  }
}

TEST_CASE("CaptureSource: refuses other files and unusable filters with a reason") {
  const auto header = [](std::uint32_t link) { return CaptureBuilder(std::endian::little).pcap_header(kMicroseconds, link); };
  const Octets good = header(kEthernet).bytes();
  struct Case {
    std::string name;
    Octets file;
    std::string filter;
    Errc code;
    const char* why;
  };
  const Case cases[] = {
      {"nothing", {}, "", Errc::bad_argument, "truncated dump file; tried to read 4 file header bytes, only got 0"},
      {"text", unhex("68656C6C6F20776F726C64"), "", Errc::bad_argument, "unknown file format"},
      {"a header cut", Octets(good.begin(), good.begin() + 20), "", Errc::bad_argument,
       "truncated dump file; tried to read 24 file header bytes, only got "},
      {"USB", header(189).bytes(), "", Errc::unsupported, "link type USB_LINUX is not supported"},
      {"an unknown link", header(60'000).bytes(), "", Errc::unsupported, "link type 60000 is not supported"},
      {"a malformed filter", good, "no filter", Errc::bad_argument, "unable to compile bpf 'no filter': "},
      {"a filter for another link", header(101).bytes(), "vlan", Errc::bad_argument, "unable to compile bpf 'vlan': "},
  };
  const Wakeup wakeup;
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) {
      const auto source = open_capture(c.file, wakeup, c.filter);
      REQUIRE_FALSE(source.has_value());
      CHECK((source.error().code == c.code));
      CHECK(source.error().message().find(c.why) == 0);
      CHECK(source.error().message().size() > std::string(c.filter).size() + 11);
    }
  }
}

TEST_CASE("CaptureSource: distinguishes a damaged record from a truncated one") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds).pcap_frame({1, 0, udp_frame(53)}).u32(1).u32(0).u32(0x7FFFFFFF).u32(60).raw(udp_frame(53));
  const Wakeup wakeup;
  const CaptureReading reading = read_all(**open_capture(file.bytes(), wakeup));
  CHECK(reading.frames.size() == 1);
  REQUIRE(reading.error.has_value());
  CHECK((reading.error->code == Errc::system));
  CHECK(reading.error->message().find("2147483647") != std::string::npos);
}

TEST_CASE("CaptureSource: survives a mapped file that becomes shorter while it is read") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  constexpr std::uint16_t kFrames = 20'000;
  for (std::uint16_t n = 0; n < kFrames; ++n) file.pcap_frame({n, 0, udp_frame(53)});
  const Folder folder;
  const std::string path = folder.file("capture", file.bytes());
  guard_mapped_files();
  const Wakeup wakeup;
  const auto source = make_capture_source(open(path.c_str(), O_RDONLY | O_CLOEXEC), {}, {}, wakeup);
  REQUIRE(source.has_value());
  std::span<const Frame> batch;
  REQUIRE((*source)->next(batch) == SourceState::ready);
  std::filesystem::resize_file(path, 1 << 12);
  const CaptureReading reading = read_all(**source);
  REQUIRE(reading.error.has_value());
  CHECK((reading.error->code == Errc::system));
  CHECK(reading.error->message().find("shorter") != std::string::npos);
  CHECK(reading.frames.size() < kFrames);
  for (const OwnedFrame& frame : reading.frames) REQUIRE(frame.bytes == udp_frame(53));
}

TEST_CASE("CaptureSource: reports a file that became shorter after the frames that are left") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  constexpr std::size_t kFrames = 200'000;
  for (std::size_t n = 0; n < kFrames; ++n) file.pcap_frame({0, 0, udp_frame(53)});
  const Octets content = file.bytes();
  const std::size_t record = (content.size() - 24) / kFrames;
  guard_mapped_files();
  for (const std::size_t more : {std::size_t{0}, std::size_t{7}, std::size_t{20}}) {
    CAPTURE(more);
    const Folder folder;
    const std::string path = folder.file("capture", content);
    const Wakeup wakeup;
    const auto source = make_capture_source(open(path.c_str(), O_RDONLY | O_CLOEXEC), {}, {}, wakeup);
    REQUIRE(source.has_value());
    std::span<const Frame> batch;
    REQUIRE((*source)->next(batch) == SourceState::ready);
    const std::size_t first = batch.size();
    std::filesystem::resize_file(path, 24 + 180'000 * record + more);
    const CaptureReading reading = read_all(**source);
    CHECK(first + reading.frames.size() == 180'000);
    REQUIRE(reading.error.has_value());
    CHECK(reading.error->message().find("the file became shorter while it was read") != std::string::npos);
  }
}

TEST_CASE("CaptureSource: returns the frames that pass the filter") {
  CaptureBuilder file(std::endian::little);
  file.pcap_header(kMicroseconds);
  for (std::uint16_t n = 0; n < 1000; ++n) file.pcap_frame({n, 0, udp_frame(n % 10)});
  const Wakeup wakeup;
  struct Case {
    std::string filter;
    std::size_t want;
  };
  static const Case cases[] = {{"", 1000}, {"udp", 1000}, {"udp dst port 7", 100}, {"tcp", 0}, {"ip6", 0}};
  for (const Case& c : cases) {
    SUBCASE(c.filter.c_str()) {
      const CaptureReading reading = read_all(**open_capture(file.bytes(), wakeup, c.filter));
      CHECK(reading.frames.size() == c.want);
      CHECK(reading.state == SourceState::end);
    }
  }
}

TEST_CASE("CaptureSource: finds as many frames in real captures as tshark") {
  const auto folder = shared_path("captures");
  if (folder.empty()) {
    MESSAGE("skipped: there are no shared captures");
    return;
  }
  std::ifstream index(folder / "index.tsv");
  std::string line;
  std::getline(index, line);
  std::size_t files = 0, frames = 0, refused = 0;
  const Wakeup wakeup;
  while (std::getline(index, line)) {
    std::istringstream columns(line);
    std::string name, link, count;
    std::getline(columns, name, '\t');
    std::getline(columns, link, '\t');
    std::getline(columns, count, '\t');
    CAPTURE(name);
    const auto source = open_capture(read_file(folder / name), wakeup);
    if (!source) {
      CHECK((source.error().code == Errc::unsupported));
      ++refused;
      continue;
    }
    const CaptureReading reading = read_all(**source);
    CHECK(reading.state == SourceState::end);
    CHECK(reading.frames.size() == std::stoul(count));
    ++files;
    frames += reading.frames.size();
  }
  MESSAGE("read " << frames << " frames of " << files << " captures; " << refused << " have another link type");
}

}  // namespace nmsgxx::test

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "packet/capture.hpp"
#include "packet/tuple.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::FiveTupleBatch;
using nmsgxx::kBatchSize;
using nmsgxx::LinkType;
using nmsgxx::test::address_text;
using nmsgxx::test::decode_by_all;
using nmsgxx::test::entry;
using nmsgxx::test::FiveTuple;
using nmsgxx::test::read_capture;

namespace {

std::vector<std::optional<FiveTuple>> decode(LinkType link, const std::vector<std::vector<std::byte>>& frames) {
  std::vector<std::optional<FiveTuple>> out;
  FiveTupleBatch batch;
  for (std::size_t first = 0; first < frames.size(); first += kBatchSize) {
    std::vector<Bytes> packets;
    for (std::size_t i = first; i < std::min(first + kBatchSize, frames.size()); ++i) {
      packets.push_back(ip_packet(link, frames[i]).value_or(Bytes{}));
    }
    decode_by_all(packets, {}, batch);
    for (std::size_t i = 0; i < batch.size; ++i) out.push_back(entry(batch, i));
  }
  return out;
}

// tshark writes an address with an IPv4 part in its own way.
std::string normal(const std::string& text) {
  std::array<std::byte, 16> address;
  const bool ipv6 = text.find(':') != std::string::npos;
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), address.data()) != 1) throw std::invalid_argument(text);
  return address_text(Bytes(address).first(ipv6 ? 16 : 4));
}

struct Expected {
  std::size_t frame;
  std::string kind;
  std::optional<FiveTuple> tuple;
};

std::vector<Expected> read_expected(const std::filesystem::path& path) {
  std::vector<Expected> out;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream words(line);
    Expected e{};
    words >> e.frame >> e.kind;
    if (e.kind == "tuple") {
      FiveTuple t{};
      words >> t.protocol >> t.source >> t.source_port >> t.destination >> t.destination_port;
      t.source = normal(t.source);
      t.destination = normal(t.destination);
      e.tuple = t;
    }
    REQUIRE_MESSAGE(words, path.string() << ": " << line);
    out.push_back(e);
  }
  return out;
}

}  // namespace

TEST_CASE("decode_five_tuples: agrees with tshark on real captures") {
  const auto folder = nmsgxx::test::shared_path("captures");
  if (folder.empty()) {
    MESSAGE("skipped: there are no shared captures");
    return;
  }
  std::size_t files = 0, frames = 0, tuples = 0, skipped = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto extension = file.path().extension();
    if (extension != ".pcap" && extension != ".pcapng") continue;
    CAPTURE(file.path().filename().string());
    const auto expected = read_expected(file.path().string() + ".tuples.tsv");
    const auto capture = read_capture(file.path());
    REQUIRE(capture.frames.size() == expected.size());
    if (!capture.link) {
      skipped += expected.size();
      continue;
    }
    ++files;
    const auto got = decode(*capture.link, capture.frames);
    for (const auto& e : expected) {
      if (e.kind != "tuple" && e.kind != "none") {
        ++skipped;
        continue;
      }
      CAPTURE(e.frame);
      CHECK(got.at(e.frame - 1) == e.tuple);
      ++frames;
      tuples += e.tuple.has_value();
    }
  }
  MESSAGE("compared " << frames << " frames (" << tuples << " with a five-tuple) of " << files << " captures; skipped "
                      << skipped << " frames");
}

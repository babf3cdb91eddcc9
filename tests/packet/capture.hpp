#pragma once

#include <pcap/pcap.h>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/link.hpp"

namespace nmsgxx::test {

struct Capture {
  std::optional<LinkType> link;
  std::vector<std::vector<std::byte>> frames;
};

inline Capture read_capture(const std::filesystem::path& path) {
  std::array<char, PCAP_ERRBUF_SIZE> reason{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file(pcap_open_offline(path.c_str(), reason.data()), pcap_close);
  if (!file) throw std::runtime_error(reason.data());
  Capture capture{link_type(pcap_datalink(file.get())), {}};
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  while (pcap_next_ex(file.get(), &header, &data) == 1) {
    const Bytes frame = std::as_bytes(std::span(data, header->caplen));
    capture.frames.emplace_back(frame.begin(), frame.end());
  }
  return capture;
}

}  // namespace nmsgxx::test

#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "nmsgxx/header.hpp"
#include "nmsgxx/payload.hpp"
#include "proto/nmsg.pb.h"
#include "support/test_data.hpp"

namespace nmsgxx::test {

inline PayloadView view_of(const nmsg::NmsgPayload& p) {
  PayloadView view;
  view.time_sec = p.time_sec();
  view.time_nsec = p.time_nsec();
  view.type = {p.vid(), p.msgtype()};
  view.source = p.source();
  view.operator_ = p.operator_();
  view.group = p.group();
  view.has_source = p.has_source();
  view.has_operator = p.has_operator_();
  view.has_group = p.has_group();
  view.has_bytes = p.has_payload();
  view.bytes = as_bytes(p.payload());
  return view;
}

/// The payloads of a sound file of plain containers, read by the protobuf library.
class ContainerFile {
 public:
  explicit ContainerFile(const std::filesystem::path& path) {
    const auto file = read_file(path);
    for (Bytes rest = file; !rest.empty();) {
      const Header header = parse_header(rest).value();
      const Bytes body = rest.subspan(header.size(), header.length);
      if (header.flags != 0 || !all_.MergeFromString({reinterpret_cast<const char*>(body.data()), body.size()})) {
        throw std::runtime_error("not a plain container in " + path.string());
      }
      rest = rest.subspan(header.size() + header.length);
    }
  }

  std::vector<PayloadView> payloads() && = delete;  // they are views
  std::vector<PayloadView> payloads() const& {
    std::vector<PayloadView> views;
    for (const auto& payload : all_.payloads()) views.push_back(view_of(payload));
    return views;
  }

 private:
  nmsg::Nmsg all_;
};

}  // namespace nmsgxx::test

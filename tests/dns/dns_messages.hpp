#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/test_data.hpp"

// DNS messages that several tests parse.
namespace nmsgxx::test {

/// An answer with a CNAME, sets in three sections, names that are compressed in several ways, and EDNS.
inline constexpr std::string_view kAnswer =
    "123485800001000400020002"
    "03777777076578616d706c6503636f6d0000010001"
    "c00c000500010000012c000603776572c010"
    "03574542c010000100010000003c0004c0000201"
    "c02d000100010000001e0004c0000202"
    "c02d002e00010000003c001600010d030000003c00000002000000010007c010aabb"
    "c01000020001000151800006036e7331c010"
    "c01000020001000151800006036e7332c010"
    "00002910000000800000110008000700011800c00002000f00020000"
    "036e7331c01000010001000000050004c0000235";

inline constexpr std::size_t kHeaderSize = 12;

inline void put16(std::vector<std::byte>& out, std::size_t number) {
  out.insert(out.end(), {static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)});
}

/// Makes a message with `count` answers, each of which `append_record` appends.
template <class AppendRecord>
std::vector<std::byte> answers(std::size_t count, AppendRecord append_record) {
  std::vector<std::byte> out = unhex("1234 8180 0000");
  put16(out, count);
  out.resize(kHeaderSize);
  for (std::size_t i = 0; i < count; ++i) append_record(out, i);
  return out;
}

inline void put_record(std::vector<std::byte>& out, std::string_view name_hex, std::size_t rrtype, std::size_t rrclass,
                       const std::vector<std::byte>& rdata) {
  const std::vector<std::byte> name = unhex(name_hex);
  out.insert(out.end(), name.begin(), name.end());
  put16(out, rrtype);
  put16(out, rrclass);
  out.resize(out.size() + 4);  // TTL
  put16(out, rdata.size());
  out.insert(out.end(), rdata.begin(), rdata.end());
}

/// Makes a message with SOA records whose names all point to one name of 255 unprintable bytes.
inline std::vector<std::byte> pointing_to_one_name(std::size_t count) {
  const std::string label = "3f" + [] {
    std::string hex;
    for (int i = 0; i < 63; ++i) hex += "ff";
    return hex;
  }();
  const std::string name = label + label + label + "3d" + label.substr(2, 122) + "00";
  std::vector<std::byte> soa = unhex("c00c c00c");
  soa.resize(soa.size() + 20);
  return answers(count,
                 [&](std::vector<std::byte>& out, std::size_t i) { put_record(out, i == 0 ? name : "c00c", 6, 1, soa); });
}

/// Makes a message with NS records that belong to `sets` sets in turn.
inline std::vector<std::byte> in_sets(std::size_t records, std::size_t sets) {
  return answers(records, [&](std::vector<std::byte>& out, std::size_t i) { put_record(out, "00", 2, i % sets, unhex("00")); });
}

}  // namespace nmsgxx::test

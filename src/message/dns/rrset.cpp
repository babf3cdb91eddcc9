#include "message/dns/rrset.hpp"

#include <algorithm>
#include <cstring>

namespace nmsgxx::dns {
namespace {

constexpr std::uint64_t kLowerCase = 0x2020202020202020;
constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio

constexpr std::byte lower(std::byte octet) noexcept {
  return octet >= std::byte{'A'} && octet <= std::byte{'Z'} ? octet | std::byte{0x20} : octet;
}

}  // namespace

std::uint32_t rrset_key(const DnsRecord& record) noexcept {
  std::uint64_t key = std::uint64_t{record.rrtype} << 16 | record.rrclass;
  for (std::size_t at = 0; at < record.name.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t octets = 0;
    std::memcpy(&octets, record.name.data() + at, std::min(sizeof octets, record.name.size() - at));
    key = (key ^ (octets | kLowerCase)) * kMultiplier;
    key ^= key >> 32;
  }
  return static_cast<std::uint32_t>(key);
}

bool same_rrset(const DnsRecord& a, const DnsRecord& b) noexcept {
  return a.set_key == b.set_key && a.rrtype == b.rrtype && a.rrclass == b.rrclass &&
         std::ranges::equal(a.name, b.name, {}, lower, lower);
}

}  // namespace nmsgxx::dns

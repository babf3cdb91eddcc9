#pragma once

#include <cstdint>

#include "message/dns/dns_message.hpp"

// Records of the same name, type and class are a set (RFC 2181, section 5).
namespace nmsgxx::dns {

/// A number that the records of a set share; that of another set is mostly another.
std::uint32_t rrset_key(const DnsRecord& record) noexcept;

bool same_rrset(const DnsRecord& a, const DnsRecord& b) noexcept;

}  // namespace nmsgxx::dns

#include "nmsgxx/link.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "packet/heap_packet.hpp"
#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::LinkType;
using nmsgxx::VlanTags;
using nmsgxx::test::HeapPacket;
using nmsgxx::test::unhex;

TEST_CASE("link_type: knows DLT and LINKTYPE numbers") {
  struct Case {
    int number;
    std::optional<LinkType> want;
    std::string_view name;
  };
  static const Case cases[] = {
      {0, LinkType::null, "NULL"},   {1, LinkType::en10mb, "EN10MB"}, {9, LinkType::ppp, "PPP"},
      {12, LinkType::raw, "RAW"},    {14, LinkType::raw, "RAW"},      {50, LinkType::ppp, "PPP"},
      {101, LinkType::raw, "RAW"},   {108, LinkType::loop, "LOOP"},   {113, LinkType::linux_sll, "LINUX_SLL"},
      {228, LinkType::ipv4, "IPV4"}, {229, LinkType::ipv6, "IPV6"},   {276, LinkType::linux_sll2, "LINUX_SLL2"},
      {104, std::nullopt, ""},       {105, std::nullopt, ""},         {-1, std::nullopt, ""},
  };
  for (const auto& c : cases) {
    SUBCASE(std::to_string(c.number).c_str()) {
      const auto type = nmsgxx::link_type(c.number);
      CHECK((type == c.want));
      if (type) CHECK(to_string(*type) == c.name);
    }
  }
}

namespace {

struct Case {
  const char* name;
  LinkType type;
  std::string_view header;
  bool is_ip;
};

const Case kCases[] = {
    {"ethernet ipv4", LinkType::en10mb, "020000000001 020000000002 0800", true},
    {"ethernet ipv6", LinkType::en10mb, "020000000001 020000000002 86DD", true},
    {"ethernet arp", LinkType::en10mb, "020000000001 020000000002 0806", false},
    {"ethernet 802.3 length", LinkType::en10mb, "020000000001 020000000002 0026 424203", false},
    {"ethernet mpls", LinkType::en10mb, "020000000001 020000000002 8847 00010140", false},
    {"vlan ipv4", LinkType::en10mb, "020000000001 020000000002 8100 0064 0800", true},
    {"vlan ipv6", LinkType::en10mb, "020000000001 020000000002 8100 E064 86DD", true},
    {"vlan arp", LinkType::en10mb, "020000000001 020000000002 8100 0064 0806", false},
    {"two vlans", LinkType::en10mb, "020000000001 020000000002 8100 0064 8100 0065 0800", true},
    {"qinq", LinkType::en10mb, "020000000001 020000000002 88A8 0064 8100 0065 0800", true},
    {"old qinq", LinkType::en10mb, "020000000001 020000000002 9100 0064 8100 0065 86DD", true},
    {"three tags", LinkType::en10mb, "020000000001 020000000002 88A8 0001 88A8 0002 8100 0003 0800", true},
    {"raw", LinkType::raw, "", true},
    {"ipv4", LinkType::ipv4, "", true},
    {"ipv6", LinkType::ipv6, "", true},
    {"cooked ipv4", LinkType::linux_sll, "0000 0001 0006 020000000001 0000 0800", true},
    {"cooked ipv6", LinkType::linux_sll, "0004 0001 0006 020000000001 0000 86DD", true},
    {"cooked vlan", LinkType::linux_sll, "0000 0001 0006 020000000001 0000 8100 0064 0800", true},
    {"cooked arp", LinkType::linux_sll, "0000 0001 0006 020000000001 0000 0806", false},
    {"cooked v2 ipv4", LinkType::linux_sll2, "0800 0000 00000002 0001 00 06 020000000001 0000", true},
    {"cooked v2 ipv6", LinkType::linux_sll2, "86DD 0000 00000002 0001 00 06 020000000001 0000", true},
    {"cooked v2 vlan", LinkType::linux_sll2, "8100 0000 00000002 0001 00 06 020000000001 0000 0064 0800", true},
    {"cooked v2 arp", LinkType::linux_sll2, "0806 0000 00000002 0001 00 06 020000000001 0000", false},
    {"null ipv4, little", LinkType::null, "02000000", true},
    {"null ipv4, big", LinkType::null, "00000002", true},
    {"null ipv6, linux", LinkType::null, "0A000000", true},
    {"null ipx", LinkType::null, "17000000", false},
    {"null ipv6, openbsd", LinkType::null, "18000000", true},
    {"null ipv6, freebsd", LinkType::null, "1C000000", true},
    {"null ipv6, darwin", LinkType::null, "1E000000", true},
    {"null ipv6, darwin, big", LinkType::null, "0000001E", true},
    {"null appletalk", LinkType::null, "10000000", false},
    {"null family in the middle", LinkType::null, "00020000", false},
    {"loop ipv4", LinkType::loop, "00000002", true},
    {"loop ipv6", LinkType::loop, "00000018", true},
    {"loop has one order", LinkType::loop, "02000000", false},
    {"ppp ipv4", LinkType::ppp, "FF03 0021", true},
    {"ppp ipv6", LinkType::ppp, "FF03 0057", true},
    {"ppp lcp", LinkType::ppp, "FF03 C021", false},
    {"ppp without address", LinkType::ppp, "0021", true},
    {"ppp short protocol", LinkType::ppp, "FF03 21", true},
    {"ppp short protocol ipv6, without address", LinkType::ppp, "57", true},
    {"ppp short protocol, other", LinkType::ppp, "FF03 2D", false},
    {"cisco hdlc unicast", LinkType::ppp, "0F00 0800", true},
    {"cisco hdlc multicast", LinkType::ppp, "8F00 86DD", true},
    {"cisco hdlc keepalive", LinkType::ppp, "8F00 8035", false},
};

}  // namespace

TEST_CASE("ip_packet: finds the packet after each link header") {
  const auto packet = unhex("45000014 00000000 40110000 C0000201 C0000202");
  for (const auto& c : kCases) {
    SUBCASE(c.name) {
      auto frame = unhex(c.header);
      const std::size_t header = frame.size();
      frame.insert(frame.end(), packet.begin(), packet.end());
      const HeapPacket heap(frame);
      const auto got = ip_packet(c.type, heap.bytes());
      CHECK(got.has_value() == c.is_ip);
      if (got) CHECK((got->data() == heap.bytes().data() + header && got->size() == packet.size()));
    }
  }
}

TEST_CASE("ip_packet: skips as many VLAN tags as asked for") {
  struct Case {
    const char* name;
    LinkType type;
    std::string_view header;
    VlanTags tags;
    bool is_ip;
  };
  const std::string_view kOne = "020000000001 020000000002 8100 0064 0800";
  const std::string_view kTwo = "020000000001 020000000002 8100 0064 8100 0065 0800";
  const std::string_view kQinq = "020000000001 020000000002 88A8 0064 0800";
  const std::string_view kCooked = "0000 0001 0006 020000000001 0000 8100 0064 0800";
  const Case cases[] = {
      {"no tag wanted, one there", LinkType::en10mb, kOne, VlanTags::none, false},
      {"one", LinkType::en10mb, kOne, VlanTags::one, true},
      {"one wanted, two there", LinkType::en10mb, kTwo, VlanTags::one, false},
      {"one wanted, of another type", LinkType::en10mb, kQinq, VlanTags::one, false},
      {"one wanted, in a cooked frame", LinkType::linux_sll, kCooked, VlanTags::one, false},
      {"all", LinkType::linux_sll, kCooked, VlanTags::all, true},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK(ip_packet(c.type, unhex(c.header), c.tags).has_value() == c.is_ip);
    }
  }
}

TEST_CASE("ip_packet: returns nothing for a truncated link header") {
  for (const auto& c : kCases) {
    SUBCASE(c.name) {
      const auto header = unhex(c.header);
      for (std::size_t size = 0; size <= header.size(); ++size) {
        CAPTURE(size);
        const HeapPacket heap(Bytes(header).first(size));
        const auto got = ip_packet(c.type, heap.bytes());
        CHECK(got.has_value() == (c.is_ip && size == header.size()));
        if (got) CHECK(got->empty());
      }
    }
  }
}

#include "nmsgxx/message_type.hpp"

#include <doctest/doctest.h>

using nmsgxx::MessageType;

TEST_CASE("vendor_name, type_name: know all registered numbers, and the reverse finds them") {
  struct Case {
    MessageType type;
    std::string_view vendor;
    std::string_view name;
  };
  static const Case cases[] = {
      {{1, 1}, "base", "ncap"},
      {{1, 2}, "base", "email"},
      {{1, 3}, "base", "linkpair"},
      {{1, 4}, "base", "http"},
      {{1, 5}, "base", "ipconn"},
      {{1, 6}, "base", "logline"},
      {{1, 7}, "base", "dns"},
      {{1, 8}, "base", "pkt"},
      {{1, 9}, "base", "dnsqr"},
      {{1, 10}, "base", "xml"},
      {{1, 11}, "base", "encode"},
      {{1, 12}, "base", "packet"},
      {{1, 13}, "base", "dnstap"},
      {{1, 14}, "base", "dnsobs"},
      {{2, 1}, "SIE", "dnsdedupe"},
      {{2, 2}, "SIE", "reputation"},
      {{2, 3}, "SIE", "qr"},
      {{2, 4}, "SIE", "delay"},
      {{2, 5}, "SIE", "newdomain"},
      {{2, 6}, "SIE", "dnsnx"},
      {{1, 0}, "base", ""},
      {{1, 15}, "base", ""},
      {{2, 7}, "SIE", ""},
      {{3, 1}, "GTISC", ""},
      {{4, 0}, "Defintel", ""},
      {{5, 1}, "Univie", ""},
      {{6, 1}, "Unveillance", ""},
      {{7, 12}, "WISC", ""},
      {{0, 1}, "", ""},
      {{8, 1}, "", ""},
      {{~0u, ~0u}, "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.type.vid);
    CAPTURE(c.type.msgtype);
    CHECK(nmsgxx::vendor_name(c.type.vid) == c.vendor);
    CHECK(nmsgxx::type_name(c.type) == c.name);
    if (!c.vendor.empty()) CHECK((nmsgxx::vendor_by_name(c.vendor) == c.type.vid));
    if (!c.name.empty()) CHECK((nmsgxx::type_by_name(c.type.vid, c.name) == c.type));
  }
}

TEST_CASE("vendor_by_name: ignores case and knows only whole names") {
  struct Case {
    std::string_view name;
    std::optional<std::uint32_t> want;
  };
  static const Case cases[] = {
      {"BASE", 1}, {"Sie", 2}, {"unveillance", 6}, {"", {}}, {"bas", {}}, {"base ", {}}, {"packet", {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK((nmsgxx::vendor_by_name(c.name) == c.want));
  }
}

TEST_CASE("type_by_name: ignores case and keeps vendors apart") {
  struct Case {
    std::uint32_t vid;
    std::string_view name;
    std::optional<MessageType> want;
  };
  static const Case cases[] = {
      {1, "PACKET", nmsgxx::kBasePacket},
      {1, "IpConn", nmsgxx::kBaseIpconn},
      {2, "QR", MessageType{2, 3}},
      {1, "", {}},
      {1, "qr", {}},
      {3, "packet", {}},
      {0, "packet", {}},
      {~0u, "packet", {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.vid);
    CAPTURE(c.name);
    CHECK((nmsgxx::type_by_name(c.vid, c.name) == c.want));
  }
}

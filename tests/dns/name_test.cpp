#include "dns/name.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/test_data.hpp"

using nmsgxx::Bytes;
using nmsgxx::Errc;
using nmsgxx::test::unhex;
namespace dns = nmsgxx::dns;

namespace {

// A label of the given number of letters, as hex digits and as text.
std::string label_hex(std::size_t size) {
  std::string hex{"0123456789abcdef"[size / 16], "0123456789abcdef"[size % 16]};
  for (std::size_t i = 0; i < size; ++i) hex += "61";
  return hex;
}
std::string label(std::size_t size) {
  return std::string(size, 'a') + '.';
}

std::string text_of(Bytes name) {
  std::string text = "before ";
  dns::append_name(name, text);
  return text.substr(7);
}

}  // namespace

TEST_CASE("append_name, parse_name: wire form and text stand for each other") {
  struct Case {
    const char* name;
    std::string hex;
    std::string text;
  };
  static const Case cases[] = {
      {"root", "00", "."},
      {"one label", "0161 00", "a."},
      {"case is kept", "03577757 04434f4d41 00", "WwW.COMA."},
      {"escaped", "062e5c22202840 00", R"(\.\\"\032(@.)"},
      {"unprintable", "05007f80ff09 00", R"(\000\127\128\255\009.)"},
      {"label of 63 bytes", label_hex(63) + "00", label(63)},
      {"name of 255 bytes", label_hex(63) + label_hex(63) + label_hex(63) + label_hex(61) + "00",
       label(63) + label(63) + label(63) + label(61)},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      const auto name = unhex(c.hex);
      CHECK(text_of(name) == c.text);
      CHECK(dns::name_size(name) == name.size());
      std::vector<std::byte> parsed{std::byte{7}};
      REQUIRE(dns::parse_name(c.text, parsed));
      CHECK(std::vector(parsed.begin() + 1, parsed.end()) == name);
    }
  }
}

TEST_CASE("append_name, name_size: show and measure names that are truncated, compressed or not alone") {
  struct Case {
    const char* name;
    std::string hex;
    std::string text;
    std::size_t size;
  };
  static const Case cases[] = {
      {"empty", "", ".", 0},
      {"no root label", "0161", "a.", 2},
      {"truncated label", "0361", "a.", 2},
      {"length byte only", "03", ".", 1},
      {"bytes after the root label", "0161 00 0162", "a.", 3},
      {"label of 64 bytes", label_hex(64) + "00", label(64), 66},
      {"pointer", "c00c", R"(\012.)", 2},
      {"pointer after a label", "0161 c00c ff", R"(a.\012\255.)", 4},
      {"truncated pointer", "c0", ".", 1},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      CHECK(text_of(unhex(c.hex)) == c.text);
      CHECK(dns::name_size(unhex(c.hex)) == c.size);
    }
  }
}

TEST_CASE("parse_name: accepts texts in other forms, and rejects malformed ones") {
  struct Case {
    std::string text;
    std::string hex;  // empty: an error
  };
  static const Case cases[] = {
      {"", "00"},
      {"a", "016100"},
      {"a.b", "0161016200"},
      {R"(\a\.\032\\)", "04612e205c00"},
      {R"(\255)", "01ff00"},
      {"a b", "0361206200"},
      {"..", ""},
      {".a", ""},
      {"a..b", ""},
      {R"(a\)", ""},
      {R"(\25)", ""},
      {R"(\2a5)", ""},
      {R"(\256)", ""},
      {label(64), ""},
      {label(63) + label(63) + label(63) + label(62), ""},
      {label(63) + label(63) + label(63) + std::string(62, 'a'), ""},
  };
  for (const auto& c : cases) {
    SUBCASE(c.text.c_str()) {
      std::vector<std::byte> parsed;
      const auto result = dns::parse_name(c.text, parsed);
      CHECK(result.has_value() == !c.hex.empty());
      CHECK(parsed == unhex(c.hex));
      if (!result) CHECK(result.error().code == Errc::bad_argument);
    }
  }
}

TEST_CASE("unpack_name: follows pointers backwards, and rejects others") {
  struct Case {
    const char* name;
    std::string hex;
    std::size_t offset;
    std::string want;  // empty: an error
    Errc code = Errc::bad_length;
  };
  static const Case cases[] = {
      {"no pointer", "ff 0161 00", 1, "016100"},
      {"pointer", "0161 00 c000", 3, "016100"},
      {"pointer after a label", "0161 00 0162 c000", 3, "0162016100"},
      {"pointer to a pointer", "00 c000 c001", 3, "00"},
      {"pointer in its own name", "0161 0162 c000", 2, ""},
      {"pointer to itself", "c000", 0, ""},
      {"pointer forward", "c002 00", 0, ""},
      {"pointer beyond the message", "c0ff", 0, ""},
      {"reserved label type", "8000", 0, ""},
      {"name of 256 bytes", label_hex(63) + label_hex(63) + label_hex(63) + label_hex(62) + "00", 0, ""},
      {"empty", "", 0, "", Errc::truncated},
      {"no root label", "0161", 0, "", Errc::truncated},
      {"truncated label", "0261", 0, "", Errc::truncated},
      {"truncated pointer", "00c0", 1, "", Errc::truncated},
  };
  for (const auto& c : cases) {
    SUBCASE(c.name) {
      std::vector<std::byte> name;
      const auto result = dns::unpack_name(unhex(c.hex), c.offset, name);
      CHECK(result.has_value() == !c.want.empty());
      if (result) {
        CHECK(name == unhex(c.want));
      } else {
        CHECK(result.error().code == c.code);
      }
    }
  }
}

TEST_CASE("unpack_name: follows at most 256 pointers") {
  for (const auto pointers : {std::size_t{256}, std::size_t{257}}) {
    auto message = unhex("0000");
    for (std::size_t i = 0; i < pointers; ++i) {
      message.push_back(static_cast<std::byte>(0xC0 | 2 * i >> 8));
      message.push_back(static_cast<std::byte>(2 * i));
    }
    std::vector<std::byte> name;
    CHECK(dns::unpack_name(message, 2 * pointers, name).has_value() == (pointers == 256));
  }
}

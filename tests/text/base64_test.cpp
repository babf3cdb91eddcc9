#include "text/base64.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/random.hpp"
#include "support/test_data.hpp"
#include "text/base64_encode.hpp"

using nmsgxx::Bytes;
using nmsgxx::test::as_bytes;
using nmsgxx::test::unhex;
namespace text = nmsgxx::text;

namespace {

std::string encoded(Bytes bytes) {
  std::string out(text::base64_size(bytes.size()), ' ');
  REQUIRE(text::put_base64(out.data(), bytes) == out.data() + out.size());
  return out;
}

}  // namespace

TEST_CASE("put_base64: writes the examples of RFC 4648") {
  struct Case {
    std::string_view bytes;
    std::string_view want;
  };
  static const Case cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xbf", "+/+/"},
  };
  for (const Case& c : cases) {
    SUBCASE(std::string(c.want).c_str()) {
      CHECK(encoded(as_bytes(c.bytes)) == c.want);
    }
  }
}

TEST_CASE("put_base64: every kernel writes bytes of any length as it writes them three by three") {
  nmsgxx::test::Random random(64);
  for (std::size_t size = 0; size < 400; ++size) {
    CAPTURE(size);
    const auto bytes = nmsgxx::test::noise(random, size);
    std::string want;
    for (std::size_t at = 0; at < size; at += 3) {
      want += encoded(Bytes(bytes).subspan(at, std::min<std::size_t>(3, size - at)));
    }
    CHECK(encoded(bytes) == want);
    for (const auto& kernel : text::base64_kernels()) {
      CAPTURE(std::string(kernel.name));
      std::string digits(want.size(), ' ');
      const std::size_t taken =
          kernel(reinterpret_cast<const std::uint8_t*>(bytes.data()), size, reinterpret_cast<std::uint8_t*>(digits.data()));
      REQUIRE(taken % 3 == 0);
      REQUIRE(taken <= size);
      CHECK(digits.substr(0, taken / 3 * 4) == want.substr(0, taken / 3 * 4));
      // A vector has at least 16 bytes, of which it encodes 12.  The last kernel has no vectors.
      CHECK((size - taken < 16 || &kernel == &text::base64_kernels().back()));
    }
  }
}

TEST_CASE("append_from_base64: accepts missing padding and white space, and nothing else") {
  struct Case {
    const char* name;
    std::string_view text;
    bool valid;
    std::string_view hex;
  };
  static const Case cases[] = {
      {"empty", "", true, ""},
      {"three bytes", "+/+/", true, "fbffbf"},
      {"two bytes", "Zm8=", true, "666f"},
      {"one byte", "Zg==", true, "66"},
      {"no padding", "Zm8", true, "666f"},
      {"half of the padding", "Zg=", true, "66"},
      {"white space everywhere", " Z\tm\n9\rv\vY\fg = = ", true, "666f6f62"},
      {"a single digit", "Zm9vY", false, ""},
      {"too much padding", "Zg===", false, ""},
      {"a digit after the padding", "Zg==Zg==", false, ""},
      {"the digits of base64url", "-_-_", false, ""},
      {"a NUL", {"Zm9v\0", 5}, false, ""},
      {"a byte above 0x7F", "Zm9\xff", false, ""},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      std::vector<std::byte> out{std::byte{7}};
      REQUIRE(text::append_from_base64(c.text, out) == c.valid);
      if (c.valid) CHECK(out == unhex("07" + std::string(c.hex)));
    }
  }
}

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "dns/codes.hpp"
#include "dns/rdata_field.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::size_t kWindows = 256;

struct Window {
  std::array<std::byte, kBitmapMax> bits{};
  std::uint8_t size = 0;

  void set(std::uint8_t bit) noexcept {
    bits[bit / 8] |= std::byte{0x80} >> bit % 8;
    size = std::max(size, static_cast<std::uint8_t>(bit / 8 + 1));
  }
};

void append_window(std::uint8_t window, Bytes bitmap, std::size_t max_size, std::string& out) {
  for (std::size_t i = 0; i < bitmap.size() && out.size() <= max_size; ++i) {
    std::array<char, 8 * (kRrtypeTextMax + 1)> text;
    char* end = text.data();
    for (auto left = std::to_integer<std::uint8_t>(bitmap[i]); left != 0;) {
      const auto bit = static_cast<std::size_t>(std::countl_zero(left));
      left ^= static_cast<std::uint8_t>(0x80 >> bit);
      // As in wdns, bits beyond a window's 256 run into the next window.
      end = put_rrtype(end, static_cast<std::uint16_t>(std::size_t{window} << 8 | (8 * i + bit)));
      *end++ = ' ';
    }
    out.append(text.data(), end);
  }
}

}  // namespace

RdataError append_type_bitmap(ByteReader& rdata, std::size_t max_size, std::string& out) {
  if (!rdata.has(2)) return RdataError::truncated;
  while (rdata.has(2)) {
    const auto window = rdata.number<std::uint8_t>();
    if (!rdata.has_counted()) return RdataError::truncated;
    append_window(window, rdata.counted(), max_size, out);
    if (out.size() > max_size) return RdataError::text_too_long;
  }
  return RdataError::none;
}

bool parse_type_bitmap(std::string_view names, std::vector<std::byte>& out) {
  std::array<Window, kWindows> windows{};
  for (TextReader text(names); !text.empty();) {
    const auto rrtype = rrtype_by_name(text.word());
    if (!rrtype) return false;
    windows[*rrtype >> 8].set(static_cast<std::uint8_t>(*rrtype & 0xFF));
  }
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const Window& window = windows[i];
    if (window.size == 0) continue;
    out.insert(out.end(), {static_cast<std::byte>(i), static_cast<std::byte>(window.size)});
    out.insert(out.end(), window.bits.begin(), window.bits.begin() + window.size);
  }
  return true;
}

}  // namespace nmsgxx::dns

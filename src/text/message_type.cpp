#include "nmsgxx/message_type.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/ascii.hpp"
#include "text/put.hpp"

namespace nmsgxx {
namespace {

using Names = std::span<const std::string_view>;

// docs/wire-format.md, "Message types".  Indices are the numbers; 0 is not in use.
constexpr std::string_view kBaseTypes[] = {"",    "ncap",  "email", "linkpair", "http",   "ipconn", "logline", "dns",
                                           "pkt", "dnsqr", "xml",   "encode",   "packet", "dnstap", "dnsobs"};
constexpr std::string_view kSieTypes[] = {"", "dnsdedupe", "reputation", "qr", "delay", "newdomain", "dnsnx"};

struct Vendor {
  std::string_view name;
  Names types;
};

constexpr Vendor kVendors[] = {
    {},          {"base", kBaseTypes}, {"SIE", kSieTypes}, {"GTISC", {}}, {"Defintel", {}}, {"Univie", {}}, {"Unveillance", {}},
    {"WISC", {}}};

constexpr bool fits(std::string_view name) {
  return name.size() <= text::kNameTextMax;
}
static_assert(std::ranges::all_of(kBaseTypes, fits) && std::ranges::all_of(kSieTypes, fits) &&
              std::ranges::all_of(kVendors, fits, &Vendor::name));

Names types_of(std::uint32_t vid) noexcept {
  return vid < std::size(kVendors) ? kVendors[vid].types : Names{};
}

}  // namespace

std::string_view vendor_name(std::uint32_t vid) noexcept {
  return vid < std::size(kVendors) ? kVendors[vid].name : std::string_view{};
}

std::string_view type_name(MessageType type) noexcept {
  const Names types = types_of(type.vid);
  return type.msgtype < types.size() ? types[type.msgtype] : std::string_view{};
}

std::optional<std::uint32_t> vendor_by_name(std::string_view vendor) noexcept {
  for (std::uint32_t vid = 1; vid < std::size(kVendors); ++vid) {
    if (base::equal_ignoring_case(kVendors[vid].name, vendor)) return vid;
  }
  return std::nullopt;
}

std::optional<MessageType> type_by_name(std::uint32_t vid, std::string_view name) noexcept {
  const Names types = types_of(vid);
  for (std::uint32_t msgtype = 1; msgtype < types.size(); ++msgtype) {
    if (base::equal_ignoring_case(types[msgtype], name)) return MessageType{vid, msgtype};
  }
  return std::nullopt;
}

}  // namespace nmsgxx

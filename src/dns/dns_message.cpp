#include "dns/dns_message.hpp"

#include "dns/bytes.hpp"
#include "dns/dns_header.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"

namespace nmsgxx::dns {
namespace {

constexpr std::uint16_t kOpt = 41;
constexpr std::uint32_t kDnssecOk = 0x8000;  // RFC 3225, section 3

constexpr std::size_t index_of(Section section) noexcept {
  return static_cast<std::size_t>(section);
}

}  // namespace

Result<void> DnsMessage::parse(Bytes message) {
  clear();
  auto parsed = parse_sections(message);
  if (parsed) {
    point_records();
  } else {
    clear();
  }
  return parsed;
}

std::span<const DnsRecord> DnsMessage::records(Section section) const noexcept {
  const std::size_t begin = section == Section::question ? 0 : ends_[index_of(section) - 1];
  return std::span(records_).subspan(begin, ends_[index_of(section)] - begin);
}

void DnsMessage::clear() noexcept {
  id_ = flags_ = rcode_ = 0;
  edns_.reset();
  ends_ = {};
  records_.clear();
  unpacked_.clear();
  options_.clear();
}

Result<void> DnsMessage::parse_sections(Bytes message) {
  if (message.size() < kDnsHeaderSize) return fail(Errc::truncated, message.size());
  if (message.size() > kDnsMessageMax) return fail(Errc::too_large, kDnsMessageMax);
  ByteReader header(message.first(kDnsHeaderSize));
  id_ = header.number<std::uint16_t>();
  flags_ = header.number<std::uint16_t>();
  rcode_ = flags_ & 0xF;
  std::size_t offset = kDnsHeaderSize;
  for (const Section section : kSections) {
    for (auto left = header.number<std::uint16_t>(); left > 0 && offset < message.size(); --left) {
      const auto end = parse_record(message, offset, section);
      if (!end) return tl::unexpected(end.error());
      if (unpacked_.size() > unpacked_max(message.size())) return fail(Errc::too_large, offset);
      offset = *end;
    }
    ends_[index_of(section)] = records_.size();
  }
  return {};
}

/// Parses the record at an offset and returns the offset after it.
Result<std::size_t> DnsMessage::parse_record(Bytes message, std::size_t offset, Section section) {
  const std::size_t begin = unpacked_.size();
  if (const auto name = unpack_name(message, offset, unpacked_); !name) return tl::unexpected(name.error());
  const std::size_t rdata_begin = unpacked_.size();
  offset += name_size(message.subspan(offset));
  ByteReader rest(message.subspan(offset));
  const bool question = section == Section::question;
  const std::size_t fixed_size = question ? 4 : 10;
  if (!rest.has(fixed_size)) return fail(Errc::truncated, offset);
  DnsRecord record{};
  record.rrtype = rest.number<std::uint16_t>();
  record.rrclass = rest.number<std::uint16_t>();
  offset += fixed_size;
  if (!question) {
    record.ttl = rest.number<std::uint32_t>();
    const auto size = rest.number<std::uint16_t>();
    if (!rest.has(size)) return fail(Errc::truncated, offset);
    const auto rdata = unpack_rdata(message, {offset, size, record.rrtype, record.rrclass}, unpacked_);
    if (!rdata) return tl::unexpected(rdata.error());
    offset += size;
  }
  const Bytes unpacked = Bytes(unpacked_).subspan(begin);
  record.name = unpacked.first(rdata_begin - begin);
  record.rdata = unpacked.subspan(rdata_begin - begin);
  if (record.rrtype == kOpt && !edns_) {
    take_edns(record, section);
    unpacked_.resize(begin);
  } else {
    records_.push_back(record);
  }
  return offset;
}

/// As in wdns, an OPT record in the question section counts too, and the upper byte of the response code is shifted by 8
/// instead of the 4 of RFC 6891.
void DnsMessage::take_edns(const DnsRecord& opt, Section section) {
  options_.assign(opt.rdata.begin(), opt.rdata.end());
  edns_ = Edns{opt.rrclass, static_cast<std::uint8_t>(opt.ttl >> 16), (opt.ttl & kDnssecOk) != 0, std::nullopt};
  if (section != Section::question) edns_->options = options_;
  rcode_ = static_cast<std::uint16_t>(rcode_ | (opt.ttl >> 16 & 0xFF00));
}

/// Points the records to their bytes, which do not move any more.  The sizes of their views are right already.
void DnsMessage::point_records() noexcept {
  ByteReader unpacked(unpacked_);
  for (DnsRecord& record : records_) {
    record.name = unpacked.take(record.name.size());
    record.rdata = unpacked.take(record.rdata.size());
  }
}

}  // namespace nmsgxx::dns

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

namespace nmsgxx::dns {

enum class Section : std::uint8_t { question, answer, authority, additional };

inline constexpr std::array kSections = {Section::question, Section::answer, Section::authority, Section::additional};

/// A resource record, or a question, which has neither TTL nor rdata.
struct DnsRecord {
  Bytes name;   ///< uncompressed
  Bytes rdata;  ///< its names uncompressed
  std::uint32_t ttl;
  std::uint16_t rrtype;
  std::uint16_t rrclass;
};

/// The contents of a message's first OPT record (RFC 6891, section 6.1.3).
struct Edns {
  std::uint16_t udp_size;
  std::uint8_t version;
  bool dnssec_ok;
  std::optional<Bytes> options;  ///< absent when the OPT record is a question
};

/// The largest DNS message (RFC 1035, section 4.2.2: its length has two bytes over TCP, and no datagram holds more).
inline constexpr std::size_t kDnsMessageMax = 65'535;

/// Returns how many bytes the uncompressed names and rdata of a message of `size` bytes may have.  Answers that sensors see
/// unpack to at most five times their size; a message made of pointers to one long name would unpack to fifty times its size.
constexpr std::size_t unpacked_max(std::size_t size) noexcept {
  constexpr std::size_t kBase = 1024;
  constexpr std::size_t kPerByte = 16;
  return kBase + kPerByte * size;
}

/// A DNS message with all its records, uncompressed.
///
/// Lifetime: records and options point into the object and are valid until the next parse().
/// Memory:   is kept from message to message; no message takes more than 2 MiB.
class DnsMessage {
 public:
  DnsMessage() = default;
  DnsMessage(DnsMessage&&) = default;
  DnsMessage& operator=(DnsMessage&&) = default;

  /// Parses a message, whose bytes are not needed later.  As in wdns, a message may have fewer records than its header counts,
  /// and bytes after the last record are ignored.
  ///
  /// Errors: Errc::truncated, Errc::bad_length, Errc::too_large (above kDnsMessageMax or unpacked_max()), with the offset in
  ///         `message`; the object is then empty.
  Result<void> parse(Bytes message);

  std::uint16_t id() const noexcept { return id_; }
  std::uint16_t flags() const noexcept { return flags_; }
  std::uint16_t opcode() const noexcept { return flags_ >> 11 & 0xF; }
  /// Returns the response code with the bits that EDNS adds.
  std::uint16_t rcode() const noexcept { return rcode_; }
  const std::optional<Edns>& edns() const noexcept { return edns_; }

  /// Returns how many bytes of memory are kept for the next message.
  std::size_t memory() const noexcept { return unpacked_.capacity() + records_.capacity() * sizeof(DnsRecord); }

  /// Returns the records of a section, without the OPT record that edns() shows.
  std::span<const DnsRecord> records(Section section) const noexcept;

 private:
  void clear() noexcept;
  Result<void> parse_sections(Bytes message);
  Result<std::size_t> parse_record(Bytes message, std::size_t offset, Section section);
  void take_edns(const DnsRecord& opt, Section section);
  void point_records() noexcept;

  std::uint16_t id_ = 0;
  std::uint16_t flags_ = 0;
  std::uint16_t rcode_ = 0;
  std::optional<Edns> edns_;
  std::array<std::size_t, kSections.size()> ends_{};  // of each section, in records_
  std::vector<DnsRecord> records_;
  std::vector<std::byte> unpacked_;  // the name and rdata of each record in turn
  std::vector<std::byte> options_;   // of EDNS
};

}  // namespace nmsgxx::dns

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

/// What a message's first OPT record says (RFC 6891, section 6.1.3).
struct Edns {
  std::uint16_t udp_size;
  std::uint8_t version;
  bool dnssec_ok;
  std::optional<Bytes> options;  ///< missing when the OPT record is a question
};

/// The largest DNS message (RFC 1035, section 4.2.2: its length has two bytes over TCP, and no datagram holds more).
inline constexpr std::size_t kDnsMessageMax = 65'535;

/// How many bytes the names and rdata of a message of `size` bytes may have once their compression pointers are followed.
/// Answers that sensors see unpack to at most five times their size; a message made of pointers to one long name, to fifty.
constexpr std::size_t unpacked_max(std::size_t size) noexcept {
  constexpr std::size_t kBase = 1024;
  constexpr std::size_t kPerByte = 16;
  return kBase + kPerByte * size;
}

/// A DNS message, whole and uncompressed.
///
/// Lifetime: spans point into the object and are valid until the next parse().  Its memory is kept from message to message;
/// no message takes more than 2 MiB.
class DnsMessage {
 public:
  DnsMessage() = default;
  DnsMessage(DnsMessage&&) = default;
  DnsMessage& operator=(DnsMessage&&) = default;

  /// Takes a message in; no bytes of it are needed later.  As in wdns, a message may end before any record, whatever its header
  /// counts, and octets behind the last record are ignored.
  ///
  /// Errors: Errc::truncated, Errc::bad_length, Errc::too_large (above kDnsMessageMax or unpacked_max()), with the offset in
  ///         `message`; the object then holds an empty message.
  Result<void> parse(Bytes message);

  std::uint16_t id() const noexcept { return id_; }
  std::uint16_t flags() const noexcept { return flags_; }
  std::uint16_t opcode() const noexcept { return flags_ >> 11 & 0xF; }
  /// With what EDNS adds to it.
  std::uint16_t rcode() const noexcept { return rcode_; }
  const std::optional<Edns>& edns() const noexcept { return edns_; }

  /// How many bytes of memory are kept for the next message.
  std::size_t memory() const noexcept { return octets_.capacity() + records_.capacity() * sizeof(DnsRecord); }

  /// The records of a section without the OPT record that edns() tells of.
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
  std::array<std::size_t, kSections.size()> ends_{};  // of the sections, in records_
  std::vector<DnsRecord> records_;
  std::vector<std::byte> octets_;   // of the records: each name and its rdata, one behind the other
  std::vector<std::byte> options_;  // of EDNS
};

}  // namespace nmsgxx::dns

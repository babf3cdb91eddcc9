#include <algorithm>
#include <span>
#include <string_view>

#include "message/dns/codes.hpp"
#include "message/dns/dns_message.hpp"
#include "message/dns/edns_option.hpp"
#include "message/dns/header_flag.hpp"
#include "message/dns/name.hpp"
#include "message/dns/number.hpp"
#include "message/dns/rdata.hpp"
#include "message/dns/rrset.hpp"
#include "message/json_text.hpp"

// What libnmsg writes for the fields "query_json" and "response_json" of base:dnsqr.
namespace nmsgxx::dns {
namespace {

constexpr std::size_t kJsonGrowth = 6;  // "\u0000"

struct Member {
  Section section;
  std::string_view name;
};

constexpr Member kMembers[] = {
    {Section::question, R"(,"question":[)"},
    {Section::answer, R"(,"answer":[)"},
    {Section::authority, R"(,"authority":[)"},
    {Section::additional, R"(,"additional":[)"},
};

/// A comma in front of all but the first of what stands in brackets.
void separate(std::string& out) {
  if (out.back() != '[') out += ',';
}

/// Appends what `append_text` appends as a JSON string.  The text is written behind the string's place first, so that nothing
/// else needs memory.
template <class AppendText>
void append_as_json(std::string& out, AppendText append_text) {
  const std::size_t begin = out.size();
  append_text();
  const std::size_t size = out.size() - begin;
  out.reserve(out.size() + kJsonGrowth * size + 2);  // the text must stay where it is
  message::append_json_string(std::string_view(out).substr(begin, size), out);
  out.erase(begin, size);
}

/// What has a name is a string, the rest a number.
void append_code(std::string_view name, std::uint16_t code, std::string& out) {
  if (name.empty()) return append_number(code, out);
  out.append(1, '"').append(name).append(1, '"');
}

void append_flags(std::uint16_t flags, std::string& out) {
  out += R"(,"flags":[)";
  for (const HeaderFlag& flag : kHeaderFlags) {
    if ((flags & flag.bit) == 0) continue;
    separate(out);
    out.append(1, '"').append(flag.name).append(1, '"');
  }
  out += ']';
}

void append_options(Bytes rdata, std::string& out) {
  out += R"(,"options":[)";
  for (OctetReader options(rdata); !options.empty();) {
    separate(out);
    append_as_json(out, [&] { append_edns_option(options, out); });
  }
  out += ']';
}

void append_edns(const Edns& edns, std::string& out) {
  out += R"(,"opt":{"edns":{"version":)";
  append_number(edns.version, out);
  out += edns.dnssec_ok ? R"(,"flags":["do"],"udp":)" : R"(,"flags":[],"udp":)";
  append_number(edns.udp_size, out);
  if (edns.options) append_options(*edns.options, out);
  out += "}}";
}

void append_header(const DnsMessage& message, std::string& out) {
  out += R"("header":{"opcode":)";
  append_code(opcode_name(message.opcode()), message.opcode(), out);
  out += R"(,"rcode":)";
  append_code(rcode_name(message.rcode()), message.rcode(), out);
  out += R"(,"id":)";
  append_number(message.id(), out);
  append_flags(message.flags(), out);
  if (message.edns()) append_edns(*message.edns(), out);
  out += '}';
}

void append_name_string(Bytes name, std::string& out) {
  append_as_json(out, [&] { append_name(name, out); });
}

void append_rrclass_string(std::uint16_t rrclass, std::string& out) {
  out += '"';
  append_rrclass(rrclass, out);
  out += '"';
}

/// Behind "TYPE" libnmsg writes the number of the class, and what it writes is kept.
void append_rrtype_string(const DnsRecord& record, std::string& out) {
  const std::string_view name = rrtype_name(record.rrtype);
  out += '"';
  if (name.empty()) {
    out += "TYPE";
    append_number(record.rrclass, out);
  }
  out.append(name).append(1, '"');
}

void append_question(const DnsRecord& question, std::string& out) {
  out += R"({"qname":)";
  append_name_string(question.name, out);
  out += R"(,"qclass":)";
  append_rrclass_string(question.rrclass, out);
  out += R"(,"qtype":)";
  append_rrtype_string(question, out);
  out += '}';
}

void append_rdata_string(const DnsRecord& record, std::size_t most, std::string& out) {
  separate(out);
  append_as_json(out, [&] { append_rdata(record.rdata, record.rrtype, record.rrclass, most, out); });
}

/// Appends the set that begins with the record `first`.
void append_set(std::span<const DnsRecord> records, std::size_t first, const RrsetIndex& index, std::size_t most,
                std::string& out) {
  const DnsRecord& head = records[first];
  std::uint32_t lowest_ttl = head.ttl;
  for (auto i = index.next_of_set(first); i != RrsetIndex::kEnd; i = index.next_of_set(i)) {
    lowest_ttl = std::min(lowest_ttl, records[i].ttl);
  }
  out += R"({"rrname":)";
  append_name_string(head.name, out);
  out += R"(,"rrttl":)";
  append_number(lowest_ttl, out);
  out += R"(,"rrclass":)";
  append_rrclass_string(head.rrclass, out);
  out += R"(,"rrtype":)";
  append_rrtype_string(head, out);
  out += R"(,"rdata":[)";
  append_rdata_string(head, most, out);
  for (auto i = index.next_of_set(first); i != RrsetIndex::kEnd && out.size() <= most; i = index.next_of_set(i)) {
    append_rdata_string(records[i], most, out);
  }
  out += "]}";
}

void append_questions(std::span<const DnsRecord> questions, std::size_t most, std::string& out) {
  for (std::size_t i = 0; i < questions.size() && out.size() <= most; ++i) {
    separate(out);
    append_question(questions[i], out);
  }
}

void append_sets(std::span<const DnsRecord> records, RrsetIndex& index, std::size_t most, std::string& out) {
  index.build(records);
  for (std::size_t i = 0; i < records.size() && out.size() <= most; ++i) {
    if (!index.begins_set(i)) continue;
    separate(out);
    append_set(records, i, index, most, out);
  }
}

}  // namespace

bool write_message_json(const DnsMessage& message, std::size_t most, RrsetIndex& index, std::string& out) {
  out = '{';
  append_header(message, out);
  for (const Member& member : kMembers) {
    out += member.name;
    const auto records = message.records(member.section);
    member.section == Section::question ? append_questions(records, most, out) : append_sets(records, index, most, out);
    out += ']';
  }
  out += '}';
  return out.size() <= most;
}

}  // namespace nmsgxx::dns

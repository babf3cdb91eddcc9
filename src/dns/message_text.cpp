#include "dns/message_text.hpp"

#include <string_view>

#include "dns/code_table.hpp"
#include "dns/codes.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "dns/rdata_layout.hpp"
#include "text/put.hpp"

namespace nmsgxx::dns {
namespace {

using text::append_number;

struct Heading {
  Section section;
  std::string_view count;
  std::string_view line;
};

constexpr Heading kHeadings[] = {
    {Section::question, "QUERY: ", "\n;; QUESTION SECTION:\n"},
    {Section::answer, ", ANSWER: ", "\n;; ANSWER SECTION:\n"},
    {Section::authority, ", AUTHORITY: ", "\n;; AUTHORITY SECTION:\n"},
    {Section::additional, ", ADDITIONAL: ", "\n;; ADDITIONAL SECTION:\n"},
};

void append_code(std::string_view name, std::uint16_t code, std::string& out) {
  if (name.empty()) return append_number(code, out);
  out += name;
}

void append_header(const DnsMessage& message, std::string& out) {
  out += ";; ->>HEADER<<- opcode: ";
  append_code(opcode_name(message.opcode()), message.opcode(), out);
  out += ", rcode: ";
  append_code(rcode_name(message.rcode()), message.rcode(), out);
  out += ", id: ";
  append_number(message.id(), out);
  out += "\n;; flags:";
  for (const CodeRow& flag : kHeaderFlags) {
    if ((message.flags() & flag.code) != 0) out.append(" ").append(flag.name);
  }
  out += "; ";
  for (const Heading& heading : kHeadings) {
    out += heading.count;
    append_number(message.records(heading.section).size(), out);
  }
  out += '\n';
}

void append_edns(const Edns& edns, std::string& out) {
  out += "\n;; OPT PSEUDOSECTION:\n; EDNS: version: ";
  append_number(edns.version, out);
  out += edns.dnssec_ok ? ", flags: do; udp: " : ", flags:; udp: ";
  append_number(edns.udp_size, out);
  for (ByteReader options(edns.options.value_or(Bytes{})); !options.empty();) {
    out += "\n; ";
    append_edns_option(options, out);
  }
}

void append_type(const DnsRecord& record, std::string& out) {
  out += ' ';
  append_rrclass(record.rrclass, out);
  out += ' ';
  append_rrtype(record.rrtype, out);
}

void append_question(const DnsRecord& question, std::string& out) {
  out += ';';
  append_name(question.name, out);
  append_type(question, out);
  out += '\n';
}

/// Whether a record is shown by its fields and has none.  wdns then leaves out the space before the rdata.
bool has_no_fields(const DnsRecord& record) noexcept {
  const RdataLayout* const layout = rdata_layout(record.rrtype);
  return record.rdata.empty() && layout != nullptr && layout->fits(record.rrclass);
}

void append_record(const DnsRecord& record, std::size_t max_size, std::string& out) {
  append_name(record.name, out);
  out += ' ';
  append_number(record.ttl, out);
  append_type(record, out);
  if (!has_no_fields(record)) {
    out += ' ';
    append_rdata(record.rdata, record.rrtype, record.rrclass, max_size, out);
  }
  out += '\n';
}

}  // namespace

bool write_message_text(const DnsMessage& message, std::size_t max_size, std::string& out) {
  out.clear();
  append_header(message, out);
  if (message.edns()) append_edns(*message.edns(), out);
  for (const Heading& heading : kHeadings) {
    out += heading.line;
    const bool questions = heading.section == Section::question;
    for (const DnsRecord& record : message.records(heading.section)) {
      questions ? append_question(record, out) : append_record(record, max_size, out);
      if (out.size() > max_size) return false;
    }
  }
  return out.size() <= max_size;
}

}  // namespace nmsgxx::dns

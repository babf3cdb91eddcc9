#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "dns/code_table.hpp"
#include "dns/codes.hpp"
#include "dns/message_text.hpp"
#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "text/json_string.hpp"
#include "text/put.hpp"

// The JSON that libnmsg writes for the fields "query_json" and "response_json" of base:dnsqr.
namespace nmsgxx::dns {
namespace {

using text::append_number;

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

class MessageJson {
 public:
  MessageJson(std::size_t max_size, JsonMemory& memory, text::Text& out)
      : max_size_(max_size), index_(memory.index), part_(memory.part), out_(out) {}

  bool too_long() const noexcept { return out_.size() > max_size_; }

  void append(const DnsMessage& message) {
    out_ += '{';
    append_header(message);
    for (const Member& member : kMembers) {
      out_ += member.name;
      const auto records = message.records(member.section);
      member.section == Section::question ? append_questions(records) : append_sets(records);
      out_ += ']';
    }
    out_ += '}';
  }

 private:
  /// Appends a comma unless the next element is the first in its brackets.
  void separate() {
    if (out_.back() != '[') out_ += ',';
  }

  /// Appends what `append` appends to a string, as a JSON string.
  template <class Append>
  void append_as_json(Append append) {
    part_.clear();
    append(part_);
    text::append_json_string(part_, out_);
  }

  /// Appends a name as a string or, without one, the number.
  void append_code(std::string_view name, std::uint16_t code) {
    if (name.empty()) return append_number(code, out_);
    append_word(name);
  }

  void append_word(std::string_view word) { (out_ += '"').append(word).append('"'); }

  void append_flags(std::uint16_t flags) {
    out_ += R"(,"flags":[)";
    for (const CodeRow& flag : kHeaderFlags) {
      if ((flags & flag.code) == 0) continue;
      separate();
      append_word(flag.name);
    }
    out_ += ']';
  }

  void append_options(Bytes rdata) {
    out_ += R"(,"options":[)";
    for (ByteReader options(rdata); !options.empty();) {
      separate();
      append_as_json([&](std::string& text) { append_edns_option(options, text); });
    }
    out_ += ']';
  }

  void append_edns(const Edns& edns) {
    out_ += R"(,"opt":{"edns":{"version":)";
    append_number(edns.version, out_);
    out_ += edns.dnssec_ok ? R"(,"flags":["do"],"udp":)" : R"(,"flags":[],"udp":)";
    append_number(edns.udp_size, out_);
    if (edns.options) append_options(*edns.options);
    out_ += "}}";
  }

  void append_header(const DnsMessage& message) {
    out_ += R"("header":{"opcode":)";
    append_code(opcode_name(message.opcode()), message.opcode());
    out_ += R"(,"rcode":)";
    append_code(rcode_name(message.rcode()), message.rcode());
    out_ += R"(,"id":)";
    append_number(message.id(), out_);
    append_flags(message.flags());
    if (message.edns()) append_edns(*message.edns());
    out_ += '}';
  }

  void append_name_string(Bytes name) {
    append_as_json([&](std::string& text) { append_name(name, text); });
  }

  void append_rrclass_string(std::uint16_t rrclass) {
    append_as_json([&](std::string& text) { append_rrclass(rrclass, text); });
  }

  /// For a type without a name, libnmsg writes the number of the class after "TYPE", and so do we.
  void append_rrtype_string(const DnsRecord& record) {
    const std::string_view name = rrtype_name(record.rrtype);
    if (!name.empty()) return append_word(name);
    out_ += "\"TYPE";
    append_number(record.rrclass, out_);
    out_ += '"';
  }

  void append_question(const DnsRecord& question) {
    out_ += R"({"qname":)";
    append_name_string(question.name);
    out_ += R"(,"qclass":)";
    append_rrclass_string(question.rrclass);
    out_ += R"(,"qtype":)";
    append_rrtype_string(question);
    out_ += '}';
  }

  void append_rdata_string(const DnsRecord& record) {
    separate();
    append_as_json(
        [&](std::string& text) { append_rdata(record.rdata, record.rrtype, record.rrclass, max_size_ - out_.size(), text); });
  }

  /// Appends the set that begins with the record `first`.
  void append_set(std::span<const DnsRecord> records, std::size_t first) {
    const DnsRecord& head = records[first];
    std::uint32_t lowest_ttl = head.ttl;
    for (auto i = index_.next_of_set(first); i != RrsetIndex::kEnd; i = index_.next_of_set(i)) {
      lowest_ttl = std::min(lowest_ttl, records[i].ttl);
    }
    out_ += R"({"rrname":)";
    append_name_string(head.name);
    out_ += R"(,"rrttl":)";
    append_number(lowest_ttl, out_);
    out_ += R"(,"rrclass":)";
    append_rrclass_string(head.rrclass);
    out_ += R"(,"rrtype":)";
    append_rrtype_string(head);
    out_ += R"(,"rdata":[)";
    for (auto i = static_cast<std::uint32_t>(first); i != RrsetIndex::kEnd && !too_long(); i = index_.next_of_set(i)) {
      append_rdata_string(records[i]);
    }
    out_ += "]}";
  }

  void append_questions(std::span<const DnsRecord> questions) {
    for (std::size_t i = 0; i < questions.size() && !too_long(); ++i) {
      separate();
      append_question(questions[i]);
    }
  }

  void append_sets(std::span<const DnsRecord> records) {
    index_.build(records);
    for (std::size_t i = 0; i < records.size() && !too_long(); ++i) {
      if (!index_.begins_set(i)) continue;
      separate();
      append_set(records, i);
    }
  }

  std::size_t max_size_;  // of out_
  RrsetIndex& index_;
  std::string& part_;
  text::Text& out_;
};

}  // namespace

bool write_message_json(const DnsMessage& message, std::size_t max_size, JsonMemory& memory, text::Text& out) {
  out.clear();
  MessageJson json(max_size, memory, out);
  json.append(message);
  return !json.too_long();
}

}  // namespace nmsgxx::dns

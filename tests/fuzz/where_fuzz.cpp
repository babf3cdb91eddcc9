#include "fuzz/forms.hpp"
#include "nmsgxx/where.hpp"

// Conditions: what is asked of payloads, and its opposite.

namespace nmsgxx::fuzz {
namespace {

constexpr std::string_view kPayloads[] = {
    R"({"time":"2015-02-22 06:58:27.5","vname":"base","mname":"ipconn","source":"0000000a","operator":7,)"
    R"("message":{"proto":17,"srcip":"192.0.2.1","srcport":53,"dstip":"2001:db8::1"}})",
    R"({"time":"2015-02-22 06:58:27.5","vname":"base","mname":"dns","message":{"rrname":"www.Example.com.","rrclass":"IN",)"
    R"("rrtype":"A","rrttl":300,"rdata":["192.0.2.1","192.0.2.2"]}})",
    R"({"time":"2015-02-22 06:58:27.5","vname":"base","mname":"dnsqr","message":{"type":"UDP_UNANSWERED_QUERY",)"
    R"("query_ip":"10.1.2.3","response_ip":"10.0.0.1","proto":"UDP","query_port":4000,"response_port":53,"id":1000,)"
    R"("qname":"a.example.","qclass":"IN","qtype":"AAAA","timeout":2.5}})",
    R"({"time":"2015-02-22 06:58:27.5","vname":"SIE","mname":"delay","message":{"query_ip":"10.1.2.3",)"
    R"("response_ip":"10.0.0.1","response_time_sec":1,"delay":-0.25}})",
};

const std::vector<std::unique_ptr<Kept>>& payloads() {
  static const auto made = [] {
    std::vector<std::unique_ptr<Kept>> out;
    for (const auto json : kPayloads) {
      const auto payload = Json::read(json, schema_at(0));
      require(payload.has_value(), "the payloads can be read");
      out.push_back(std::make_unique<Kept>(*payload));
    }
    return out;
  }();
  return made;
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  using namespace nmsgxx::fuzz;
  const std::string text(text_of(std::as_bytes(std::span(data, size))));
  auto condition = Where::compile(text, registry());
  if (!condition) {
    require(condition.error().offset <= text.size(), "an error is inside the text");
    return 0;
  }
  auto opposite = Where::compile("!(" + text + ")", registry());
  WhereMatcher asked(std::move(*condition));
  for (const auto& payload : payloads()) {
    const bool yes = asked.matches(payload->view());
    require(asked.matches(payload->view()) == yes, "an answer does not change");
    // It may be too deep.
    if (opposite) require(WhereMatcher(*opposite).matches(payload->view()) != yes, "the opposite is the opposite");
  }
  return 0;
}
